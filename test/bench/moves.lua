-- wrk script: customers of the file HF_BENCH_CUSTOMERS are moved between two stages, each thread those of its own.
local threads = 0
function setup(thread)
  thread:set("mine", threads)
  threads = threads + 1
end
local ids, n = {}, 0
function init()
  local i = 0
  for line in io.lines(os.getenv("HF_BENCH_CUSTOMERS")) do
    if i % 2 == mine then ids[#ids + 1] = line end
    i = i + 1
  end
  n = math.floor(os.time() % 1000) * 7
end
function request()
  n = n + 1
  local stage = math.floor(n / #ids) % 2 == 0 and "lead" or "contacted"
  return wrk.format("PUT", "/api/v1/customers/" .. ids[n % #ids + 1] .. "/stage", nil, '{"stage":"' .. stage .. '"}')
end
