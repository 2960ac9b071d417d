// Runs the program of a deployable, and ends it when the benchmark that forked this process is gone.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
await import(process.argv[2]!);
