-- Tells the 95th percentile, which wrk's own summary leaves out.
done = function(summary, latency, requests)
  io.write(string.format("p95_us %f\n", latency:percentile(95)))
end
