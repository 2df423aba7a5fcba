overview-title = Overview
overview-lead = Who is at risk, what that is worth, and where to begin.
overview-failed = The overview could not be loaded
overview-empty = Nothing to show yet, and that is fine
overview-empty-lead = Upload a list of customers. Holdfast checks every row, learns from those who left, and tells you who may be next, why, and what could help.
overview-empty-ask = No customers have been uploaded yet. Somebody with the right to upload data has to do it first.
from-dataset = From dataset { $no }, “{ $name }”, scored { $at }.

kpi-high-note = { $share } of all · { $medium } at medium risk
kpi-high-where = Customers whose probability of leaving is { $cut } or more. The limits belong to your workspace.
kpi-high-note-rule = { $share } of all · { $medium } medium
kpi-high-none = nothing is scored yet
kpi-high-where-rule = Customers whose rule of thumb score is { $cut } of 100 or more. This is not a probability.
kpi-high-score = High score
kpi-value-note = of { $total } held in all
kpi-value-where = Each customer's value times the probability of leaving, added up.
kpi-value-total = Value held
kpi-value-total-note = at risk: unknown without outcomes
kpi-churn = Left so far
kpi-churn-note = the model expects { $expected } on average
kpi-churn-where = The share of customers in the file whose outcome says they left. The expected figure is the average probability the model gives the same people.
kpi-average = Average probability
kpi-average-note = this file has no outcomes of its own
kpi-average-rule = there is no probability yet
kpi-average-where = The average probability of leaving over all customers. What really happened is not known for this file.

hist-title = How risk is spread
hist-title-rule = How scores are spread
hist-lead = Customers by probability of leaving. The dashed lines are where medium and high begin.
hist-lead-rule = Customers by score, 0 to 100. The dashed lines are where medium and high begin.
hist-range = { $from } to { $to }
hist-summary = { $share } of customers are at low risk. { $high } are at high risk, { $medium } at medium.
hist-summary-rule = By the rule of thumb, { $high } score high, { $medium } medium and { $low } low.

first-title = Worth doing first
first-lead = Where acting now is expected to bring most.
first-title-rule = Highest scores
first-lead-rule = Ordered by the rule of thumb score, which is not a probability.
first-title-none = Largest values
first-lead-none = Ordered by value: nothing is scored yet.
first-all = See all customers

segments-title = Segments
segments-lead = How many left in each group, with the range that chance alone would allow.
segments-lead-average = How likely each group is to leave, on average.
segments-lead-plain = How many belong to each group.
segments-where = Share of the group whose outcome says they left. The small range is a 95 % Wilson interval: with few customers it is wide, and differences inside it mean little. Without outcomes, the average probability stands instead.
segments-none = No segment column is declared for this data.
factors-title = What drives leaving
factors-lead = How much each property moves the probability, on average.
factors-where = Average size of each property's contribution (SHAP, in percentage points) over all customers of this dataset. It says what the model uses, not what causes anybody to leave.
factors-summary = { $first } moves risk most, then { $second }.

actions-title = What could help
actions-lead = The best action for each customer, added up.
actions-for = For
actions-none = No action is worth its cost for anybody right now. Doing nothing is best under the present assumptions.

movers-title = Biggest movers
movers-lead = Compared with the dataset before this one.
movers-up = Risk went up
movers-down = Risk went down
movers-nobody = Nobody
movers-none = This appears once a second dataset has been scored: who got closer to leaving, and who came back.

trend-title = From dataset to dataset
trend-lead = What happened, and what the model expected.
trend-observed = Left
trend-expected = Average probability
trend-summary = The average probability went from { $before } to { $now } between the last two datasets.
