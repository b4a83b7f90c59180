import { z } from 'zod';
import { permission, role } from './permissions.ts';
import { route } from './route.ts';
import { id, instant, locale, page, text } from './scalars.ts';

export const email = z.email().max(254).toLowerCase();
export const password = z.string().min(10).max(200);
export const pin = z.string().regex(/^\d{4,8}$/);
const opaqueToken = z.string().min(20).max(400);

export const actor = z.strictObject({
  userId: id,
  memberId: id,
  tenantId: id,
  tenantName: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role,
  permissions: z.array(permission),
  locale,
  deviceId: id.nullable(),
});
export type ActorView = z.infer<typeof actor>;

/** `refreshToken` is null when it was set as a cookie (`tokenDelivery: 'cookie'`). */
export const sessionTokens = z.strictObject({
  accessToken: z.string(),
  accessTokenExpiresAt: instant,
  refreshToken: z.string().nullable(),
  actor,
});
export type SessionTokens = z.infer<typeof sessionTokens>;

/** A browser asks for a cookie (HttpOnly, SameSite=Strict, path /v1/auth); a native app keeps the token in its secure store. */
const tokenDelivery = z.enum(['cookie', 'body']).default('body');

export const signUp = z.strictObject({
  tenantName: text(120),
  ownerName: text(120),
  email,
  password,
  locale: locale.default('bn'),
  tokenDelivery,
});
export const signIn = z.strictObject({ email, password: z.string().min(1).max(200), tenantId: id.optional(), tokenDelivery });
export const pinSignIn = z.strictObject({ deviceToken: opaqueToken, memberId: id, pin, tokenDelivery });

export const member = z.strictObject({
  id,
  userId: id,
  name: z.string(),
  email: z.string().nullable(),
  role,
  extraPermissions: z.array(permission),
  enabled: z.boolean(),
  hasPin: z.boolean(),
});
/** A cashier who signs in by PIN only needs no e-mail. */
export const createMember = z.strictObject({
  name: text(120),
  role,
  email: email.optional(),
  password: password.optional(),
  pin: pin.optional(),
  extraPermissions: z.array(permission).max(30).default([]),
});
export const updateMember = z.strictObject({
  name: text(120).optional(),
  role: role.optional(),
  extraPermissions: z.array(permission).max(30).optional(),
  enabled: z.boolean().optional(),
  pin: pin.nullable().optional(),
});

export const device = z.strictObject({
  id,
  name: z.string(),
  registerId: id.nullable(),
  createdAt: instant,
  revokedAt: instant.nullable(),
});
export const createDevice = z.strictObject({ name: text(80), registerId: id.optional() });

const memberId = z.strictObject({ memberId: id });
const deviceId = z.strictObject({ deviceId: id });
const nothing = z.strictObject({});

export const identityRoutes = {
  signUp: route({
    method: 'POST',
    path: '/auth/sign-up',
    summary: 'Register a tenant with its owner',
    access: 'public',
    body: signUp,
    status: 201,
    response: sessionTokens,
    problems: ['email_taken', 'weak_password'],
  }),
  signIn: route({
    method: 'POST',
    path: '/auth/sign-in',
    summary: 'Sign in with e-mail and password',
    access: 'public',
    body: signIn,
    response: sessionTokens,
    problems: ['wrong_credentials', 'sign_in_locked', 'member_disabled'],
  }),
  pinSignIn: route({
    method: 'POST',
    path: '/auth/pin-sign-in',
    summary: 'Sign a cashier in on a registered device',
    access: 'public',
    body: pinSignIn,
    response: sessionTokens,
    problems: ['wrong_credentials', 'sign_in_locked', 'member_disabled'],
  }),
  refresh: route({
    method: 'POST',
    path: '/auth/refresh',
    summary: 'Exchange the refresh token for a new pair; without one in the body, the cookie is used',
    access: 'public',
    body: z.strictObject({ refreshToken: opaqueToken.optional() }),
    response: sessionTokens,
    problems: ['unauthenticated', 'session_revoked', 'refresh_token_reused', 'member_disabled'],
  }),
  signOut: route({
    method: 'POST',
    path: '/auth/sign-out',
    summary: 'End this session',
    access: 'signed_in',
    body: nothing,
    response: nothing,
  }),
  signOutEverywhere: route({
    method: 'POST',
    path: '/auth/sign-out-everywhere',
    summary: 'End every session of this user',
    access: 'signed_in',
    body: nothing,
    response: nothing,
  }),
  me: route({
    method: 'GET',
    path: '/me',
    summary: 'Who is signed in, and with which permissions',
    access: 'signed_in',
    response: actor,
  }),
  listMembers: route({
    method: 'GET',
    path: '/members',
    summary: 'Members of the tenant',
    access: 'signed_in',
    response: page(member),
  }),
  createMember: route({
    method: 'POST',
    path: '/members',
    summary: 'Add a member',
    access: 'members.manage',
    body: createMember,
    status: 201,
    response: member,
    problems: ['email_taken', 'weak_password'],
  }),
  updateMember: route({
    method: 'PATCH',
    path: '/members/{memberId}',
    summary: 'Change role, permissions, PIN or name of a member, or disable it',
    access: 'members.manage',
    params: memberId,
    body: updateMember,
    response: member,
    problems: ['not_found', 'last_owner'],
  }),
  listDevices: route({
    method: 'GET',
    path: '/devices',
    summary: 'Registered devices',
    access: 'tenant.manage',
    response: page(device),
  }),
  createDevice: route({
    method: 'POST',
    path: '/devices',
    summary: 'Register a device; its token is shown once',
    access: 'tenant.manage',
    body: createDevice,
    status: 201,
    response: z.strictObject({ device, deviceToken: z.string() }),
    problems: ['reference_unknown'],
  }),
  revokeDevice: route({
    method: 'DELETE',
    path: '/devices/{deviceId}',
    summary: 'Revoke a device and end its sessions',
    access: 'tenant.manage',
    params: deviceId,
    response: nothing,
    problems: ['not_found'],
  }),
};
