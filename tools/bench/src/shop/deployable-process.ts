// Runs the program of a deployable, and ends it when the benchmark that forked this process is gone.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// It has no arguments of its own.
const [program] = process.argv.splice(2);
await import(program!);
