-- wrk script: POST of the JSON in HF_BENCH_BODY.
wrk.method = "POST"
wrk.body = os.getenv("HF_BENCH_BODY")
wrk.headers["Content-Type"] = "application/json"
