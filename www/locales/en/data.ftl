data-title = data
data-lead = lead
