import { z } from 'zod';

/** What a member may do. A role brings a set; an owner may add single permissions to a member. */
export const permissions = [
  'tenant.manage', // settings, shops, registers, devices
  'members.manage',
  'catalogue.read',
  'catalogue.write',
  'stock.read',
  'stock.write',
  'sales.sell',
  'sales.read',
  'sales.discount', // any discount, up to the whole amount
  'sales.override_price',
  'sales.void',
  'sales.return',
  'cash.open_close',
  'cash.move', // paid-in, paid-out, drops
  'cash.approve_variance',
  'approvals.give', // may approve another member's override
  'reports.read',
  'audit.read',
] as const;
export const permission = z.enum(permissions);
export type Permission = z.infer<typeof permission>;

export const role = z.enum(['owner', 'manager', 'cashier']);
export type Role = z.infer<typeof role>;

const cashier: Permission[] = ['catalogue.read', 'stock.read', 'sales.sell', 'sales.read', 'cash.open_close'];
const manager: Permission[] = permissions.filter((p) => p !== 'tenant.manage' && p !== 'members.manage');

export const rolePermissions: Record<Role, readonly Permission[]> = { owner: permissions, manager, cashier };
