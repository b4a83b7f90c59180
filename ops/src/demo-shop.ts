import { randomUUID } from 'node:crypto';
import { Failure } from './failure.ts';
import { isObject, type JsonObject, numberField, textField } from './json-file.ts';

type Call = { readonly token?: string; readonly body?: JsonObject; readonly csv?: string; readonly idempotent?: boolean };

const itemsOf = (answer: unknown): unknown[] => {
  const items = isObject(answer) ? answer['items'] : undefined;
  return Array.isArray(items) ? items : [];
};

/** The refusal as the API words it. */
class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

async function call(api: string, method: string, path: string, { token, body, csv, idempotent }: Call): Promise<unknown> {
  const answer = await fetch(`${api}/v1${path}`, {
    method,
    signal: AbortSignal.timeout(30_000),
    headers: {
      'accept-language': 'en',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(csv === undefined ? {} : { 'content-type': 'text/csv' }),
      ...(idempotent === true ? { 'idempotency-key': randomUUID() } : {}),
    },
    ...(body === undefined && csv === undefined ? {} : { body: csv ?? JSON.stringify(body) }),
  });
  const content: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return content;
  const words = [textField(content, 'title'), textField(content, 'detail')].filter((part) => part !== undefined);
  throw new Refused(
    textField(content, 'code') ?? String(answer.status),
    words.join(' ') || `${method} ${path}: ${answer.status}`,
  );
}

export type DemoOwner = { readonly email: string; readonly password: string };

/** The access token of the owner, who is signed up at the first time. */
async function ownerToken(api: string, owner: DemoOwner): Promise<string> {
  const names = { tenantName: 'Demo Store', ownerName: 'Demo Owner', locale: 'en' };
  let session: unknown;
  try {
    session = await call(api, 'POST', '/auth/sign-up', { body: { ...names, ...owner } });
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'email_taken') throw error;
    session = await call(api, 'POST', '/auth/sign-in', { body: { ...owner } });
  }
  const token = textField(session, 'accessToken');
  if (token === undefined) throw new Failure('failed', 'the API gave no access token');
  return token;
}

async function firstShop(api: string, token: string): Promise<string> {
  const [existing] = itemsOf(await call(api, 'GET', '/shops', { token }));
  const address = { name: 'Demo Shop', address: 'Road 7, Dhanmondi, Dhaka 1205', phone: '+880 2 5500 0000' };
  const shopId = textField(existing ?? (await call(api, 'POST', '/shops', { token, body: address })), 'id');
  if (shopId === undefined) throw new Failure('failed', 'the API gave no shop');
  const registers = itemsOf(await call(api, 'GET', `/registers?shopId=${shopId}`, { token }));
  if (registers.length === 0) await call(api, 'POST', '/registers', { token, body: { shopId, name: 'Till 1' } });
  return shopId;
}

/** Sku and price of each line; the file is ours and quotes nothing before the sku and nothing after the name. */
const pricesOf = (csv: string): { sku: string; pricePaisa: number }[] =>
  csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [taka = '0', hundredths = '0'] = (line.split(',').at(-2) ?? '').split('.');
      return { sku: line.split(',')[0] ?? '', pricePaisa: Number(taka) * 100 + Number(hundredths) };
    });

const unitsOnHand = 120;

async function openingStock(api: string, token: string, shopId: string, csv: string): Promise<void> {
  const rows = itemsOf(await call(api, 'GET', `/stock?shopId=${shopId}&limit=200`, { token }));
  if (rows.some((row) => (numberField(row, 'qtyThousandths') ?? 0) > 0)) return;
  const lines = pricesOf(csv).map(({ sku, pricePaisa }) => ({
    sku,
    qtyThousandths: unitsOnHand * 1000,
    // Bought at four fifths of the selling price; whole paisa, for prices are whole taka.
    landedCostPaisa: (pricePaisa / 5) * 4 * unitsOnHand,
  }));
  await call(api, 'POST', '/stock/receipts', { token, idempotent: true, body: { shopId, reference: 'Opening stock', lines } });
}

/** Makes a shop with products and stock over the API, as anybody could; a second time it changes nothing. */
export async function fillDemoShop(api: string, owner: DemoOwner, csv: string): Promise<{ readonly products: number }> {
  try {
    const token = await ownerToken(api, owner);
    const shopId = await firstShop(api, token);
    await call(api, 'POST', '/catalogue/import', { token, csv });
    await openingStock(api, token, shopId, csv);
    return { products: pricesOf(csv).length };
  } catch (error) {
    if (error instanceof Refused)
      throw new Failure('failed', `the demo shop could not be made: ${error.message}`, { cause: error });
    throw error;
  }
}
