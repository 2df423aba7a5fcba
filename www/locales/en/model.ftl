model-title = model
model-lead = lead
