-- wrk script: sign-ins of several people in turn.
local people = { { "admin@example.com", "adminpass" }, { "csm@example.com", "csmpass" }, { "marketing@example.com", "marketingpass" }, { "technical@example.com", "technicalpass" } }
local n = 0
function request()
  n = n + 1
  local who = people[n % #people + 1]
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, '{"identifier":"' .. who[1] .. '","password":"' .. who[2] .. '"}')
end
