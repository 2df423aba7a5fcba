# Texts of the frame and of the pieces that several pages share.
skip = Skip to the content
nav-overview = Overview
nav-customers = Customers
nav-data = Data
nav-model = Model

loading = Loading
close = Close
cancel = Cancel
copied = Copied
try-again = Try again
table-of = { $what }, table
show-table = Show the numbers as a table
where-from = Where “{ $what }” comes from
copy-request = Copy request number { $id }
type-to-confirm = Type { $word } to confirm

find-label = Search customers by name or number
find-placeholder = Search customers
find-results = Customers found
find-none = No customer matches “{ $q }”.
find-down = The search cannot be reached right now.

theme-button = Theme: { $now }. Change to { $next }.
theme-system = as the system
theme-light = light
theme-dark = dark

live-open = Live
live-open-hint = Changes appear on this page by themselves.
live-polling = Reconnecting
live-polling-hint = The live connection is down. This page asks again every few seconds while something is going on.

account-menu = Account of { $name }
signed-in-as = { $tenant } · { $roles }
sign-out = Sign out
shortcuts = Keyboard shortcuts
keys-on = Use single-key shortcuts
key-find = Search customers
key-help = Show this list
key-overview = Go to Overview
key-customers = Go to Customers
key-data = Go to Data
key-model = Go to Model
key-escape = Close what is open

not-for-you = This page is not part of your role
not-for-you-lead = Your account works, but it has no access to this page. If you need it, ask the person who looks after your workspace.

fault-title = That did not work
problem-network = The server cannot be reached. Check the connection; nothing was lost.
problem-unknown = Something went wrong on our side. Try again in a moment.
problem-invalid_credentials = E-mail or user name and password do not belong together.
problem-cancelled = Cancelled.
stale-title = These figures could not be refreshed
chart-failed = A chart could not be drawn. Its table still has every number.

band-high = High
band-medium = Medium
band-low = Low

kpi-customers = Customers
kpi-high = High risk
kpi-value = Value at risk
dataset = Dataset
dataset-no = Dataset { $no }
segment = Segment
feature = Property
action = Action
scored = scored
uploaded = Uploaded
churn-rate = Left
go-upload = Upload customers
pts = { $n } pts
points-of = { $points } percentage points
n-customers = { $count ->
    [1] 1 customer
   *[other] { $n } customers
  }
average-effect = Average effect
economics = Assumed: { $acceptance } of those asked accept, the offer costs { $incentive } (taken up by { $redemption } of those who would have stayed anyway), and a customer is worth { $rate } of the value column.
expected-where = Expected gain = acceptance × drop in risk × (customer worth − offer), minus the cost of the action and of offers to people who would have stayed. Nothing is shown as gained when doing nothing is better.
rule-title = These are rule of thumb scores, not probabilities
rule-lead = Your data says who your customers are, but not who left. Until it does, Holdfast can only apply a fixed rule. Upload a file with an outcome column (for the bank shape: Exited, 1 for left, 0 for stayed) and it learns from what really happened.
rule-action = Upload outcomes
none-title = No score yet
none-lead = This data has no outcome column, and there is no rule of thumb for its shape. Upload a file that says who left, and Holdfast learns from it.
expected-gain = Expected gain
cost-each = Cost each
probability = Probability of leaving
probability-where = From the champion model, calibrated: of 100 customers with 30 %, about 30 leave.
rule-score = Rule of thumb score
rule-where = A fixed rule from 0 to 100. It is not a probability and was not learnt from your data.
state = State
