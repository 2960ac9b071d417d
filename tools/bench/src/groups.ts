import { callsGroup } from './calls/calls-group.ts';
import { gatewayGroup } from './gateway/gateway-group.ts';
import type { Group } from './harness/figure.ts';
import type { Servers } from './harness/servers.ts';
import { messagesGroup } from './messages/messages-group.ts';
import { shopGroup } from './shop/shop-group.ts';

export function allGroups(servers: Servers): readonly Group[] {
  return [callsGroup(servers), messagesGroup(servers), shopGroup(servers), gatewayGroup()];
}
