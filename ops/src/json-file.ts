import { readFileSync } from 'node:fs';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The content of a JSON file of ours; undefined where it is missing or was cut off by a crash. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

export const textField = (value: unknown, name: string): string | undefined => {
  const field = isObject(value) ? value[name] : undefined;
  return typeof field === 'string' ? field : undefined;
};

export const numberField = (value: unknown, name: string): number | undefined => {
  const field = isObject(value) ? value[name] : undefined;
  return typeof field === 'number' ? field : undefined;
};
