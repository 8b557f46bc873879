/** A route as Meilisearch names it where it is measured and logged. */
export function routeName(template: string): string {
  return template
    .replace('/indexes/{uid}', '/indexes/{index_uid}')
    .replace('/documents/{id}', '/documents/{document_id}')
    .replace('/tasks/{uid}', '/tasks/{task_id}')
    .replace('/batches/{uid}', '/batches/{batch_id}')
    .replace('/chats/{workspace}', '/chats/{workspace_uid}');
}
