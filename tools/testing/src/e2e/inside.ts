/** What may never be told to anyone outside: stacks, files, statements, addresses, what the shop is made of. */
export const INSIDE =
  /\n\s+at |node_modules|node:internal|\.ts\b|file:\/\/|\/(?:tools|modules)\/|select "|insert into|update "|postgres|amqp|rabbitmq|ECONN|SyntaxError|TypeError|ZodError/i;
