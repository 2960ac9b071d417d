export const QUEUE = 'bench.poll';
export const POLL_MS = 100;
