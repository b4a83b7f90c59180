import { queryOptions } from '@tanstack/react-query';
import { routes } from '@zakpos/contracts';
import { api } from '../api/client.ts';

export const shopsQuery = queryOptions({
  queryKey: ['shops'],
  queryFn: ({ signal }) => api.call(routes.listShops, { signal }),
});
export const registersQuery = queryOptions({
  queryKey: ['registers'],
  queryFn: ({ signal }) => api.call(routes.listRegisters, { query: {}, signal }),
});
