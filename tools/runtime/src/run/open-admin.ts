import { createAdmin } from '../door/admin/create-admin.ts';
import type { AdminOptions } from '../door/admin/create-admin.ts';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';
import { observeUnreadable } from './observe-unreadable.ts';

/** Opens the admin port, on loopback. @throws CarveoutError CARV-631 when it is taken. */
export function openAdmin(options: AdminOptions, port: number): Promise<Listening> {
  const observe = observeUnreadable('admin', options.registry, options.log);
  return listen(createAdmin(options).callback(), 'admin', 'ADMIN_PORT', port, '127.0.0.1', { unreadable: { observe } });
}
