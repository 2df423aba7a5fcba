model-title = Model
model-lead = How far its probabilities can be trusted, and what it looks at.
model-failed = The models could not be loaded
model-none = There is no model yet
model-none-lead = A model is learnt from the first file that says who left. Until then there is nothing to judge here.
model-no = Model { $no }
model-from = Learnt from { $rows } customers, { $churners } of whom left (dataset { $no }) ·
model-state-champion = In charge
model-state-challenger = Challenger
model-state-retired = Retired
model-state-refused = Refused
model-warnings = Handle with care
not-champion = You are looking at model { $no }, which is not in charge
to-champion = Show model { $no }, which is

verdict-very-good = Very good: given one customer who left and one who stayed, it tells which is which { $auc } of the time.
verdict-good = Good: given one customer who left and one who stayed, it tells which is which { $auc } of the time.
verdict-fair = Fair: given one customer who left and one who stayed, it tells which is which { $auc } of the time.
verdict-weak = Weak: given one customer who left and one who stayed, it tells which is which only { $auc } of the time. Chance alone would be 50%.

judged = Measured by cross-validation: every customer was judged by a model that had not seen them.
interval = 95%: { $low } – { $high }
metric-auc = ROC AUC
metric-auc-where = The chance that a customer who left has a higher score than one who stayed. 0.5 is guessing, 1 is perfect.
auc-note = no interval measured
metric-log-loss = Log-loss
metric-log-loss-where = How surprised the model is by what happened. Confident mistakes cost most. Lower is better.
log-loss-note = lower is better
metric-brier = Brier score
metric-brier-where = The mean squared distance between the probability and what happened. Lower is better.
brier-note = lower is better
metric-ece = Calibration error
metric-ece-where = How far the probabilities are from what really happened, on average over ten groups (ECE).
ece-note = lower is better
metric-lift = Lift, top 10%
metric-lift-where = How many times more leavers there are among the tenth with the highest scores than among all.
lift-note = { $capture } of all leavers

compared = Compared with the model before
excluded = Left out because it would give the answer away
excluded-one = { $feature }: { $reason } (alone it reaches { $auc })

calibration-title = Can the probabilities be taken at their word?
calibration-lead = On the dashed line, predicted and real agree.
calibration-where = Customers are put in ten groups by probability. Each point compares the group's average probability with the share that really left; the whiskers are 95 % Wilson intervals.
calibration-x = Predicted
calibration-y = Really left
calibration-ideal = Perfect agreement
calibration-point = Predicted { $predicted }, really left { $observed }
    95%: { $low } – { $high }, { $n } customers
calibration-summary = In { $inside } of { $all } groups, the prediction lies within the range that chance alone would allow.
range = 95% range
nothing-measured = This was not measured for this model.

gain-title = How many leavers do you reach?
gain-lead = If you contact those with the highest scores first.
gain-where = All customers sorted by score. The line says which share of all leavers is among the first so many percent. The dashed line is contacting people at random.
gain-x = Customers contacted
gain-y = Leavers reached
gain-point = The first { $fraction } of customers hold { $capture } of the leavers
gain-summary = Contacting the { $fraction } with the highest scores reaches { $capture } of those who leave.

importance-title = What the model looks at
importance-lead = Average strength of each property in its answers.
importance-where = The mean absolute SHAP value on the scale of the model's margin (log-odds). It says what the model uses, not what causes anybody to leave.
importance-col = Strength
importance-summary = { $first } counts most, then { $second }.

history-title = History
history-lead = Who was put in charge, when and why.
history-none = Nothing has happened yet.
history-dataset = Dataset { $no }, “{ $name }”
history-removed = Dataset { $no }, removed since
history-trained = Model { $no } was trained
history-promoted = Model { $no } was put in charge
history-kept = Model { $no } stayed in charge
history-refused = Model { $no } was refused
history-scored = Model { $no } scored the customers

list-title = All models
list-lead = Each upload with outcomes trains one. It takes over only when it does better on customers neither was trained on.
learnt-from = Learnt from
look = Look at
promote = Put in charge
roll-back = Go back to
promote-title = Put model { $no } in charge?
promote-lead = Every customer of the active dataset is scored again with it. Until that is done, the present scores stay.
promote-note = The figures come from each model's own data and need not be comparable.
promote-do = Put in charge
promoted = Model { $no } is in charge. The customers are being scored again.
promote-failed = The model in charge was not changed
measure = Measure
