import 'reflect-metadata';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import type { Answer, Ask } from '../payload.ts';
import { beClient } from '../roles.ts';
import { PATTERN, rmqOptions } from './nestjs-setting.ts';

beClient(async ({ url }) => {
  const client = ClientProxyFactory.create({ transport: Transport.RMQ, options: rmqOptions(url) });
  await client.connect();
  return {
    call: (ask) => firstValueFrom(client.send<Answer, Ask>(PATTERN, ask)),
    stop: async () => client.close(),
  };
});
