customer-title = Customer
customer-lead = How likely to leave, why, and what would help.
customer-failed = The customer could not be loaded
customer-number = No. { $no }
holds = holds { $value }
to-list = All customers
unknown-title = Customer
unknown-head = There is no such customer
unknown-lead = The address may be wrong, or the customer is not part of the dataset that is active now.

scored-on = Scored { $at }, from the active dataset.
see-model = How good is the model?
rule-sentence = This score comes from a fixed rule. It says nothing about how likely this customer is to leave.
of-100 = of 100
of-hundred = Of 100 customers like this one, about { $many } leave.
of-hundred-few = Of 100 customers like this one, hardly any leave.
compared-more = That is { $times } times the average of { $average }.
compared-less = The average is { $average }.
compared-same = That is close to the average of { $average }.
since = { $points } points since dataset { $no }, when it was { $before }
as-before = The same as in dataset { $no }.

reasons-for = What speaks for leaving
reasons-for-none = Nothing raises the risk noticeably.
reasons-against = What speaks for staying
reasons-against-none = Nothing lowers the risk noticeably.

waterfall-title = How it adds up
waterfall-lead = From the starting point that everybody shares to this customer, in percentage points.
waterfall-scenario = With the changes made in the what-if panel, in percentage points.
waterfall-where = Each step is the property's share in the model's answer (SHAP on the calibrated scale), taken in order of strength and turned into percentage points. The steps add up exactly. They say how the model came to its answer, not what causes somebody to leave.
waterfall-summary = It starts at { $base }. The strongest step is { $strongest } with { $points } points. It ends at { $end }.
start-point = Starting point
ends-at = This customer
the-rest = { $n } weaker properties
points-col = Points
running = Stands at
what-if-on = What if

advice-title = What would help most
advice-none = Doing nothing is best
advice-none-lead = No action is expected to bring more than it costs for this customer.
advice-none-value = There is no value column in this data, so no action can be weighed against its cost.
risk-after = Risk
becomes = becomes
costs = Cost
other-actions = Other actions ({ $n })
facts = What is known
yes = yes
no = no

whatif-title = What if?
whatif-lead = Change one or several properties. Nothing is saved.
whatif-where = The same model scores the changed customer. It answers “how would the model see somebody like that”, which is not a promise that a change brings it about.
now = Now
then = Then
unchanged = as now
reset = Reset
changed-n = { $n ->
    [0] Nothing changed
    [1] One property changed
   *[other] { $n } properties changed
  }
