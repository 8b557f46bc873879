/**
 * Codes that no request of the differential test gets from both servers, and why. A code that is reached
 * after all makes the test fail.
 */
const reasons: readonly (readonly [reason: string, codes: readonly string[]])[] = [
  [
    'no request of v1.21 was found that is answered with it, or fails a task with it',
    [
      'bad_parameter',
      'dump_not_found',
      'duplicate_index_found',
      'immutable_api_key_key',
      'index_creation_failed',
      'invalid_chat_setting_document_template',
      'invalid_export_index_filter',
      'invalid_export_indexes_patterns',
      'invalid_facet_search_name',
      'invalid_header_value',
      'invalid_multi_search_federated',
      'invalid_search_media',
      'invalid_state',
      'invalid_webhooks',
      'too_many_vectors',
      'unretrievable_document',
      'unretrievable_error_code',
      'unsupported_media_type',
    ],
  ],
  [
    'v1.21 says `bad_request` in its place: it reads the settings of chats by another library',
    [
      'invalid_chat_completion_api_key',
      'invalid_chat_completion_api_version',
      'invalid_chat_completion_base_api',
      'invalid_chat_completion_deployment_id',
      'invalid_chat_completion_org_id',
      'invalid_chat_completion_pre_query_prompt',
      'invalid_chat_completion_project_id',
      'invalid_chat_completion_prompts',
      'invalid_chat_completion_search_description_prompt',
      'invalid_chat_completion_search_filter_param_prompt',
      'invalid_chat_completion_search_index_uid_param_prompt',
      'invalid_chat_completion_search_query_param_prompt',
      'invalid_chat_completion_source',
      'invalid_chat_completion_system_prompt',
    ],
  ],
  [
    'it tells of a machine, not of a request: a full disk, a broken file, too much to do',
    [
      'database_size_limit_reached',
      'dump_already_processing',
      'dump_process_failed',
      'invalid_store_file',
      'io_error',
      'no_space_left_on_device',
      'too_many_open_files',
      'too_many_search_requests',
    ],
  ],
  [
    'it is about other instances of a network, which Miroir does not search',
    [
      'inconsistent_document_change_headers',
      'remote_bad_request',
      'remote_bad_response',
      'remote_could_not_send_request',
      'remote_invalid_api_key',
      'remote_remote_error',
      'remote_timeout',
    ],
  ],
  [
    'both servers have a master key; `engine/protocol/access.test.ts` shows it',
    ['missing_master_key'],
  ],
  [
    'a language model must have been asked first, which Miroir does not do',
    ['unimplemented_external_function_calling'],
  ],
];

/** The reason why each of them is not reached. */
export const unreachedCodes: ReadonlyMap<string, string> = new Map(
  reasons.flatMap(([reason, codes]) => codes.map((code) => [code, reason] as const)),
);
