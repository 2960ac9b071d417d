/** Those of manuals, images and examples, this workspace's own among them: the first that are tried. */
const PUBLISHED = new Set([
  ...['', 'postgres', 'postgresql', 'password', 'passw0rd', 'pass', 'admin', 'root', 'secret', 'changeme', 'change-me'],
  ...['change_me', 'carveout', 'example', 'test', 'guest', 'default', '1234', '12345', '123456', 'mysecretpassword'],
  ...['carveout-development', 'rabbitmq', 'rabbit'],
]);

/** True for a well-known default, the user's own name, and none at all. */
export function isGuessable(user: string, password: string): boolean {
  const tried = password.toLowerCase();
  return PUBLISHED.has(tried) || tried === user.toLowerCase();
}
