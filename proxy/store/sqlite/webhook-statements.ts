import type { Database } from 'better-sqlite3';
import type { AnnouncementClaim } from '../../../engine/ports/webhooks-store.ts';
import type { TaskRow } from './rows.ts';

interface WebhookRow {
  readonly uuid: string;
  /** The webhook as JSON. */
  readonly document: string;
}

/** The statements about webhooks and what they are to be told. */
export function prepareWebhookStatements(database: Database) {
  return {
    selectWebhooks: database.prepare<[], Pick<WebhookRow, 'document'>>(
      'SELECT document FROM webhooks ORDER BY uuid',
    ),
    insertWebhook: database.prepare<WebhookRow & { most: number }>(
      `INSERT INTO webhooks (uuid, document) SELECT @uuid, @document
       WHERE (SELECT count(*) FROM webhooks) < @most ON CONFLICT DO NOTHING`,
    ),
    replaceWebhook: database.prepare<WebhookRow & { before: string }>(
      'UPDATE webhooks SET document = @document WHERE uuid = @uuid AND document = @before',
    ),
    deleteWebhook: database.prepare<[string]>('DELETE FROM webhooks WHERE uuid = ?'),
    deleteAnnouncementsOf: database.prepare<[string]>(
      'DELETE FROM announcements WHERE webhook = ?',
    ),
    noteEnded: database.prepare<[number]>(
      'INSERT INTO announcements (webhook, task) SELECT uuid, ? FROM webhooks',
    ),
    selectAnnouncement: database.prepare<[string], { task: number }>(
      'SELECT task FROM announcements WHERE webhook = ? LIMIT 1',
    ),
    claimWebhook: database.prepare<AnnouncementClaim>(
      `UPDATE webhooks SET sender = @session WHERE uuid = @webhook
       AND EXISTS (SELECT 1 FROM sessions WHERE id = @session)
       AND (sender IS NULL OR sender = @session OR sender NOT IN (SELECT id FROM sessions))`,
    ),
    selectAnnounced: database.prepare<[string, number], TaskRow>(
      `SELECT tasks.* FROM announcements JOIN tasks ON tasks.uid = announcements.task
       WHERE webhook = ? ORDER BY announcements.place LIMIT ?`,
    ),
    selectSender: database.prepare<AnnouncementClaim, { uuid: string }>(
      `SELECT uuid FROM webhooks WHERE uuid = @webhook AND sender = @session
       AND EXISTS (SELECT 1 FROM sessions WHERE id = @session)`,
    ),
    endAnnouncement: database.prepare<[string, number]>(
      'DELETE FROM announcements WHERE webhook = ? AND task = ?',
    ),
    pruneAnnouncements: database.prepare<[]>(
      'DELETE FROM announcements WHERE task NOT IN (SELECT uid FROM tasks)',
    ),
  };
}
