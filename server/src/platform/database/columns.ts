import type { ColumnType } from 'kysely';

/** A timestamptz with a default. */
export type Instant = ColumnType<Date, Date | string | undefined, Date | string>;
export type RequiredInstant = ColumnType<Date, Date | string, Date | string>;
export type NullableInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** jsonb: read parsed, written as JSON text. */
export type Json = ColumnType<unknown, string, string>;
export type NullableJson = ColumnType<unknown, string | null | undefined, string | null>;
/** jsonb with a default. */
export type DefaultJson = ColumnType<unknown, string | undefined, string>;
