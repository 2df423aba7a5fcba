# Texts of the frame and of the pieces that several pages share.
skip = Skip to the content
nav-overview = Overview
nav-customers = Risk levels
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

pick-other = Choose another
find-label = Search customers by name or number, or go to a page
find-page = page
find-new = New customer
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
key-palette = Search, or go to a page
key-help = Show this list
key-overview = Go to Overview
key-customers = Go to Customers
key-data = Go to Data
key-model = Go to Model
key-settings = Go to Settings
key-admin = Go to Administration
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

nav-admin = Administration
nav-profile = Profile
nav-settings = Settings
undo = Undo
acting-in = Working in { $name }
acting-leave = Leave this workspace

form-wrong = Please correct this:
form-busy = One moment…
form-save = Save changes
form-discard = Discard
form-saved = Saved.
form-changed = { $n ->
    [1] 1 field changed
   *[other] { $n } fields changed
  }
nameless = Somebody without a name
conflict-title = Somebody else saved in the meantime
conflict-lead = Decide for each field which value stands. Fields that are not listed are the same.
conflict-untouched = not changed by you
conflict-field = Field
conflict-mine = Yours
conflict-theirs = Theirs
conflict-take = Take theirs
conflict-keep = Keep mine
conflict-mix = Save what I chose
password-show = Show password
password-hide = Hide password
password-new = New password
password-confirm = New password again
password-different = The two passwords are different.
password-missing = Choose a password.
password-weak = The password does not meet all of the rules below it.
pw-length = At least { $n } characters
pw-digits = Not digits alone
pw-alike = Without your name or address
pw-classes = A letter, a digit and a special character
pw-common = Not a common password: checked when you send it
rule-held = , met
rule-open = , not met yet
code-label = Six-digit code
code-wrong-form = The code has six digits.

step-up-title = Is it really you?
step-up-lead-code = This needs a code of your authenticator app, or a recovery code. You will not be asked again for the next ten minutes.
step-up-lead = This needs your password again. You will not be asked for the next ten minutes.
step-up-password = Your password
step-up-code = Code
step-up-go = Go on
step-up-missing = Enter it to go on.

problem-rate_limited = Too many attempts. Wait a little, then try again.
problem-wrong_code = This code is not right, or it has been used. Codes change every 30 seconds; take the newest.
problem-wrong_password = This is not your password.
problem-stale = Somebody else changed this in the meantime.
problem-forbidden = Your role does not include this. Ask the person who looks after your workspace.
problem-last_admin = This is the last active administrator. Make somebody else an administrator first.
problem-second_factor_setup_required = Your role needs a second factor. Set it up first, then everything opens.
problem-tenant_needed = Choose a workspace first.
problem-tenant_unknown = There is no such workspace.
problem-closed = New workspaces are opened by invitation here. Ask the operator of this site.
copy = Copy
door-wait = Too many attempts. Wait a little, then try again.
door-wait-minutes = Too many attempts. Try again in { $n } minutes.

nav-records = Customers
nav-pipeline = Pipeline
nav-hub = Engagement
nav-mine = My customers
nav-desk = Workload
nav-me = Home
nav-more = More
key-pipeline = Go to Pipeline
key-hub = Go to Engagement
key-risk = Go to Risk levels
problem-step_up_required = This needs your password again.

list-no-match = Nothing matches these filters
list-clear = Clear filters
list-pages = Pages of the list
list-previous = Previous
list-next = Next
list-page = Page { $n }

mentioned = Somebody mentioned you in a note.
mentioned-go = Open the customer
notified = There is a notification for you.
notified-go = Open the notifications

category-billing = Billing
category-technical = Technical
category-service = Service
category-support = Support
complaint-open = Open
complaint-resolved = Resolved
alike-email = same e-mail
alike-phone = same phone
alike-name = same name
alike-similar-name = similar name
alike-external-id = similar number

edit-missing = This is needed.
edit-number = Enter a number, for example 12.5.
edit-whole = Enter a whole number.
edit-range = From { $low } to { $high }.
said-yes = yes
said-no = no

export = Export
export-done = The file is in your downloads.
export-failed = The export failed
export-csv = CSV, for spreadsheets
export-xlsx = Excel workbook
export-jsonl = JSON Lines, for programs
nav-chat = Conversations
nav-notes = Notes
unread-n = { $n ->
    [1] 1 unread
   *[other] { $n } unread
  }
key-chat = Go to Conversations
key-notes = Go to Notes
alert-note = Important note from { $name }: { $title }
alert-open = Open the note
note-placeholder = @ mentions a colleague
note-people = Colleagues
note-people-none = No colleague of that name
note-people-none-role = Nobody of that name has one of the chosen roles
value-sure = { $share } sure
value-sure-hint = How sure the reading is, before a person looked at it
value-go = Show the message
value-accepted = Accepted by { $name }
value-corrected = Corrected by { $name }
value-rejected = Rejected by { $name }
value-somebody = somebody
