import { createParamDecorator, type ExecutionContext, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import type { Route } from '@zakpos/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answer, type Input, type Output } from './input.ts';

const routes = new WeakMap<object, Route>();

/** The contract that a handler serves. */
export const routeOf = (handler: object): Route | undefined => routes.get(handler);

/** Fastify's notation below `/v1`. */
export const servedPath = (route: Route): string => `/v1${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;

export interface EdgeChecks {
  /** Tests hold every answer against the contract; production trusts what the tests have seen. */
  responses: boolean;
}
export const edgeChecks: EdgeChecks = { responses: false };

const ParsedInput = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<FastifyRequest>().input;
});

function checked(route: Route, body: unknown): unknown {
  if (edgeChecks.responses && route.responseMedia === 'application/json') {
    const result = route.response.safeParse(body);
    if (!result.success) {
      throw new Error(`The answer of ${route.method} ${route.path} breaks its contract: ${result.error.message}`);
    }
  }
  return body;
}

/** @returns what Nest sends. */
function answer(route: Route, reply: FastifyReply, output: unknown): unknown {
  if (reply.sent) return undefined;
  if (route.responseMedia !== 'application/json') reply.type(route.responseMedia);
  if (!(output instanceof Answer)) return checked(route, output);
  if (output.status !== undefined) reply.status(output.status);
  reply.headers(output.headers);
  return output.headers['content-type'] === undefined ? checked(route, output.body) : output.body;
}

/**
 * Makes a method the handler of a route: method, path, status, access, validation and idempotency header are all the contract's.
 * ```ts
 * @Handle(cartRoutes.addLine)
 * addLine({ actor, params, body }: Input<typeof cartRoutes.addLine>) { return this.carts.addLine(actor, params.cartId, body); }
 * ```
 */
export function Handle<R extends Route>(route: R) {
  return (
    target: object,
    name: string,
    // Of a TypedPropertyDescriptor only what is read: its setter would demand the very type of the method.
    descriptor: { readonly value?: (input: Input<R>) => Output<R> | Promise<Output<R>> },
  ): void => {
    const handler = descriptor.value;
    if (!handler) throw new Error(`${name} is not a method`);
    const served = async function (this: unknown, input: Input<R>): Promise<unknown> {
      return answer(route, input.reply, await handler.call(this, input));
    };
    Object.defineProperty(served, 'name', { value: name });
    Object.assign(descriptor, { value: served });
    routes.set(served, route);
    RequestMapping({ path: servedPath(route), method: RequestMethod[route.method] })(target, name, descriptor);
    HttpCode(route.status)(target, name, descriptor);
    ParsedInput()(target, name, 0);
  };
}
