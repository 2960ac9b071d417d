/** A comma within an address, in a password for example, separates nothing: what follows it does not begin with a scheme. */
const BETWEEN = /\s*,\s*(?=amqps?:\/\/)/i;

/** The addresses that a text such as `RABBITMQ_URL` names, in its order: `amqp://…,amqp://…`. At least one. */
export function splitAddresses(text: string): readonly string[] {
  return text.trim().split(BETWEEN);
}
