export const QUEUE = 'bench.amqplib';
/** RabbitMQ's direct reply-to: no queue, no declaration, the fastest that plain AMQP offers. */
export const REPLY_TO = 'amq.rabbitmq.reply-to';
