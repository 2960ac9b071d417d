/**
 * Loaded into every process that `serve` and `up` start. Its standard input is held by the supervisor and ends with it,
 * also when the supervisor is killed: then this process stops in order, as if told to.
 */
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).on('error', () => undefined);
process.stdin.resume();
// Waiting for that must not keep a process alive that has nothing else to do.
(process.stdin as unknown as { unref?: () => void }).unref?.();
