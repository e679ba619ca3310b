/** A file that belongs to a message. */
export interface Attached {
  id: string;
  interaction_id: string;
  name: string;
  content_type: string;
  size: number;
  path: string;
}
