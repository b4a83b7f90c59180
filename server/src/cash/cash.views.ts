import { type CashSessionView, cashSession, type ZReportView, zReport } from '@zakpos/contracts';
import { AppError } from '../platform/errors/app-error.ts';
import type { RegisterRow, SessionRow } from './cash.queries.ts';

export const sessionView = (row: SessionRow): CashSessionView =>
  cashSession.parse({
    id: row.id,
    shopId: row.shop_id,
    registerId: row.register_id,
    sessionNumber: row.session_number,
    status: row.status,
    floatPaisa: row.float_paisa,
    openedAt: row.opened_at.toISOString(),
    openedByName: row.opened_by_name,
    closedAt: row.closed_at?.toISOString() ?? null,
    countsTaken: row.counts_taken ?? 0,
    zReportId: row.z_report_id,
  });

/** A frozen report as it is stored: the hash stands beside what it seals. */
export const zReportView = (row: { report: unknown; hash: string }): ZReportView =>
  zReport.parse({ ...(row.report as Record<string, unknown>), hash: row.hash });

export const isOpen = (session: SessionRow | undefined): SessionRow => {
  if (!session) throw new AppError('not_found');
  if (session.status === 'closed') throw new AppError('session_closed', { sessionId: session.id });
  return session;
};

/** What journals of a register's cash are filed under. */
export const sessionDocument = (register: RegisterRow, session: { session_number: number }): string =>
  `${register.name} / ${session.session_number}`;
