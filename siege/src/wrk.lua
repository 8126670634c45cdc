-- One line that a program can read, at the end of a run.
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("siege %d %d %d %d\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status,
    latency:percentile(99)))
end
