export * from './identity.ts';
export * from './permissions.ts';
export * from './problems.ts';
export * from './route.ts';
export * from './scalars.ts';
