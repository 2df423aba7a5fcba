-- wrk script: visitors who say something, each request in one of many conversations (one alone may hold 120 messages a minute).
local hex = "%08x-%04x-4%03x-8%03x-%08x%04x"
local function id(n)
  return hex:format(n, math.random(0, 65535), math.random(0, 4095), math.random(0, 4095), math.random(0, 2147483647), math.random(0, 65535))
end
local sessions = {}
function init()
  math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 1000003)
  for i = 1, 2000 do sessions[i] = id(i) end
end
function request()
  local body = '{"session_id":"' .. sessions[math.random(#sessions)] .. '","id":"' .. id(math.random(0, 2147483647)) ..
    '","message":"How much would a loan of 5,000 cost me each month?","tenant":"demo-bank"}'
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body)
end
