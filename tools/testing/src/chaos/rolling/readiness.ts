import { get } from 'node:http';

const ANSWER_WITHIN_MS = 1_000;

/** The status that a process answers when it is asked whether it is ready; `away` when it takes no connection. */
export function readiness(adminPort: number): Promise<number | 'away' | 'late'> {
  return new Promise((resolve) => {
    const asked = get({ port: adminPort, host: '127.0.0.1', path: '/health/ready', agent: false }, (answer) => {
      clearTimeout(timer);
      answer.resume();
      resolve(answer.statusCode!);
    });
    const timer = setTimeout(() => {
      resolve('late');
      asked.destroy();
    }, ANSWER_WITHIN_MS);
    asked.on('error', () => {
      clearTimeout(timer);
      resolve('away');
    });
  });
}
