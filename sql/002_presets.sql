-- Declared shapes that come with the product. The bank preset is the customer file of VigilPay's contract: its ranges
-- and messages are rows V-B58 to V-B64, its rule of thumb V-B23 (the complaint is not part of a file).

INSERT INTO schema_presets (name, title, body) VALUES ('bank', 'Bank customers', '{
  "title": "Bank customers",
  "columns": [
    {"header": "RowNumber", "role": "ignore", "title": "Row number", "aliases": ["row_number"]},
    {"header": "CustomerId", "role": "id", "type": "number", "integer": true, "required": true,
     "title": "Customer number", "aliases": ["customer_id"], "message": "CustomerId must be a whole number"},
    {"header": "Surname", "role": "name", "required": true, "title": "Surname", "aliases": ["sur_name"]},
    {"header": "CreditScore", "role": "feature", "type": "number", "integer": true, "required": true,
     "title": "Credit score", "aliases": ["credit_score"], "min": 0, "max": 1000,
     "message": "CreditScore must be between 0 and 1000"},
    {"header": "Geography", "role": "feature", "type": "category", "required": true, "title": "Country",
     "segment": true},
    {"header": "Gender", "role": "feature", "type": "category", "required": true, "title": "Gender",
     "protected": true},
    {"header": "Age", "role": "feature", "type": "number", "integer": true, "required": true, "title": "Age",
     "unit": "years", "min": 0, "max": 120, "message": "Age must be between 0 and 120"},
    {"header": "Tenure", "role": "feature", "type": "number", "integer": true, "required": true,
     "title": "Years as a customer", "unit": "years", "min": 0, "max": 100,
     "message": "Tenure must be between 0 and 100"},
    {"header": "Balance", "role": "value", "type": "number", "feature": true, "required": true,
     "title": "Account balance", "min": 0, "message": "Balance must be non-negative"},
    {"header": "NumOfProducts", "role": "feature", "type": "number", "integer": true, "required": true,
     "title": "Number of products", "aliases": ["num_of_products"], "min": 1, "max": 10,
     "message": "NumOfProducts must be between 1 and 10"},
    {"header": "HasCrCard", "role": "feature", "type": "yes_no", "required": true, "title": "Has a credit card",
     "aliases": ["has_cr_card"], "message": "HasCrCard must be 0 or 1"},
    {"header": "IsActiveMember", "role": "feature", "type": "yes_no", "required": true,
     "title": "Uses the account actively", "aliases": ["is_active_member"],
     "message": "IsActiveMember must be 0 or 1"},
    {"header": "EstimatedSalary", "role": "feature", "type": "number", "title": "Estimated salary",
     "aliases": ["estimated_salary"], "min": 0, "message": "EstimatedSalary must be a non-negative number"},
    {"header": "Exited", "role": "label", "type": "yes_no", "title": "Has left", "message": "Exited must be 0 or 1"}
  ],
  "actions": [
    {"feature": "IsActiveMember", "set": "1", "cost": "20.00", "title": "Win back regular use",
     "details": "A personal call and a reason to use the account again this month, such as a fee waived for the first payments."},
    {"feature": "NumOfProducts", "set": "2", "when": "below", "cost": "35.00", "title": "Offer a second product",
     "details": "A savings account or a card beside the one product that the customer has, opened together in one conversation."}
  ],
  "segment": "Geography",
  "rule_of_thumb": {
    "title": "Rule of thumb from credit score, age, balance, products and activity",
    "base": 45,
    "terms": [
      {"feature": "CreditScore", "below": 650, "per": 8, "missing": 600},
      {"feature": "Age", "at_least": 55, "points": 8, "missing": 35},
      {"feature": "Balance", "below": 1000, "points": 6, "missing": 0},
      {"feature": "NumOfProducts", "at_most": 1, "points": 7, "else": -4, "missing": 1},
      {"feature": "IsActiveMember", "equals": 0, "points": 10, "else": -6, "missing": 1}
    ]
  }
}') ON DUPLICATE KEY UPDATE title = VALUES(title), body = VALUES(body);
