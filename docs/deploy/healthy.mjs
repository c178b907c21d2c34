// Exit code 0 while cabledesk answers people, 1 otherwise; prints what is wrong. Waits with --wait until it answers, five minutes at most.
const address = `http://127.0.0.1:${process.env.CABLEDESK_HEALTH_PORT}/health`;
const until = process.argv.includes('--wait') ? Date.now() + 5 * 60_000 : 0;
for (;;) {
  const answer = await fetch(address, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  if (answer?.status === 200) break;
  if (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    continue;
  }
  const told = await answer?.json().catch(() => undefined);
  console.error(told?.problems?.join(' ') || told?.status || `Nothing answers at ${address}.`);
  process.exitCode = 1;
  break;
}
