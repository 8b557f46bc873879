/** A workspace for conversations about what is indexed. */
export interface ChatWorkspace {
  readonly uid: string;
  /** All settings as JSON text, the key of the language model among them. */
  readonly settings: string;
}

/** The part of the store that knows the workspaces of chats. */
export interface ChatsStore {
  /** All of them, by uid. */
  listChats(): Promise<readonly ChatWorkspace[]>;
  /**
   * Gives a workspace these settings, or takes it away (null). False, and nothing changes, if its settings
   * are not `before` any more (null: there is none).
   */
  replaceChat(uid: string, before: string | null, after: string | null): Promise<boolean>;
}
