const everyMs = 20;

/** The most memory this process held while the work was done, in bytes; Postgres is not in it. */
export async function peakOf(work: () => Promise<void>): Promise<number> {
  let most = process.memoryUsage.rss();
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, everyMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(most, process.memoryUsage.rss());
}
