export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "public": {
          Tables: {
            "access_log": {
                  Row: {
                    "actor_role": string,"at": string,"customer_id": string,"id": number,"member_id": string | null,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "actor_role": string,"at"?: string,"customer_id": string,"id"?: never,"member_id"?: string | null,"ticket_id": string
                  }
                  Update: {
                    "actor_role"?: string,"at"?: string,"customer_id"?: string,"id"?: never,"member_id"?: string | null,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "access_log_customer_id_fkey"
      columns: ["customer_id"]
isOneToOne: false
      referencedRelation: "customers"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "access_log_member_id_fkey"
      columns: ["member_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "access_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "access_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "access_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "access_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "access_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "access_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"ai_agreements": {
                  Row: {
                    "agreed": boolean,"at": string,"category": string,"decision_id": string,"judged_by": string | null,"kept": number | null,"ticket_id": string,"way": string
                  }
                  ComputedFields: never
                  Insert: {
                    "agreed": boolean,"at"?: string,"category": string,"decision_id": string,"judged_by"?: string | null,"kept"?: number | null,"ticket_id": string,"way": string
                  }
                  Update: {
                    "agreed"?: boolean,"at"?: string,"category"?: string,"decision_id"?: string,"judged_by"?: string | null,"kept"?: number | null,"ticket_id"?: string,"way"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ai_agreements_decision_id_fkey"
      columns: ["decision_id"]
isOneToOne: true
      referencedRelation: "ai_decisions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ai_agreements_decision_id_fkey"
      columns: ["decision_id"]
isOneToOne: true
      referencedRelation: "report_decisions"
      referencedColumns: ["decision_id"]
    },{
      foreignKeyName: "ai_agreements_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_agreements_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_agreements_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_agreements_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_agreements_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_agreements_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"ai_budget_days": {
                  Row: {
                    "day": string,"spent_usd": number
                  }
                  ComputedFields: never
                  Insert: {
                    "day": string,"spent_usd"?: number
                  }
                  Update: {
                    "day"?: string,"spent_usd"?: number
                  }
                  Relationships: [
                    
                  ]
                },"ai_calls": {
                  Row: {
                    "cost_usd": number,"created_at": string,"endpoint": string,"id": string,"interaction_id": string | null,"latency_ms": number,"model": string,"request_id": string | null,"status": string,"step": string,"ticket_id": string | null,"tier": string,"tokens_from": string,"tokens_in": number,"tokens_out": number
                  }
                  ComputedFields: never
                  Insert: {
                    "cost_usd": number,"created_at"?: string,"endpoint": string,"id": string,"interaction_id"?: string | null,"latency_ms": number,"model": string,"request_id"?: string | null,"status": string,"step": string,"ticket_id"?: string | null,"tier": string,"tokens_from": string,"tokens_in"?: number,"tokens_out"?: number
                  }
                  Update: {
                    "cost_usd"?: number,"created_at"?: string,"endpoint"?: string,"id"?: string,"interaction_id"?: string | null,"latency_ms"?: number,"model"?: string,"request_id"?: string | null,"status"?: string,"step"?: string,"ticket_id"?: string | null,"tier"?: string,"tokens_from"?: string,"tokens_in"?: number,"tokens_out"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "ai_calls_interaction_id_fkey"
      columns: ["interaction_id"]
isOneToOne: false
      referencedRelation: "interactions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ai_calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"ai_decisions": {
                  Row: {
                    "category": string,"checks": NonNullable<Json>,"confidence": number,"cost_usd": number,"created_at": string,"draft": Json | null,"embedding_model": string,"evidence": NonNullable<Json>,"id": string,"interaction_id": string,"job_id": string | null,"language": string,"model": string,"outcome": string,"policy": NonNullable<Json>,"priority": number,"prompt_hash": string,"question_hash": string,"reason": string,"thresholds": NonNullable<Json>,"ticket_id": string,"timings_ms": NonNullable<Json>,"tokens_in": number,"tokens_out": number,"triage": NonNullable<Json>,"waited_ms": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "category": string,"checks": NonNullable<Json>,"confidence": number,"cost_usd"?: number,"created_at"?: string,"draft"?: Json | null,"embedding_model": string,"evidence": NonNullable<Json>,"id"?: string,"interaction_id": string,"job_id"?: string | null,"language": string,"model": string,"outcome": string,"policy": NonNullable<Json>,"priority": number,"prompt_hash": string,"question_hash": string,"reason": string,"thresholds": NonNullable<Json>,"ticket_id": string,"timings_ms"?: NonNullable<Json>,"tokens_in"?: number,"tokens_out"?: number,"triage": NonNullable<Json>,"waited_ms"?: number | null
                  }
                  Update: {
                    "category"?: string,"checks"?: NonNullable<Json>,"confidence"?: number,"cost_usd"?: number,"created_at"?: string,"draft"?: Json | null,"embedding_model"?: string,"evidence"?: NonNullable<Json>,"id"?: string,"interaction_id"?: string,"job_id"?: string | null,"language"?: string,"model"?: string,"outcome"?: string,"policy"?: NonNullable<Json>,"priority"?: number,"prompt_hash"?: string,"question_hash"?: string,"reason"?: string,"thresholds"?: NonNullable<Json>,"ticket_id"?: string,"timings_ms"?: NonNullable<Json>,"tokens_in"?: number,"tokens_out"?: number,"triage"?: NonNullable<Json>,"waited_ms"?: number | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "ai_decisions_interaction_id_fkey"
      columns: ["interaction_id"]
isOneToOne: false
      referencedRelation: "interactions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ai_decisions_job_id_fkey"
      columns: ["job_id"]
isOneToOne: true
      referencedRelation: "jobs"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ai_decisions_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_decisions_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_decisions_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_decisions_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_decisions_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ai_decisions_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"ai_models": {
                  Row: {
                    "active": boolean,"created_at": string,"embedding_model": string,"id": string,"kind": string,"metrics": NonNullable<Json>,"version": string,"weights": string
                  }
                  ComputedFields: never
                  Insert: {
                    "active"?: boolean,"created_at"?: string,"embedding_model": string,"id"?: string,"kind": string,"metrics"?: NonNullable<Json>,"version": string,"weights": string
                  }
                  Update: {
                    "active"?: boolean,"created_at"?: string,"embedding_model"?: string,"id"?: string,"kind"?: string,"metrics"?: NonNullable<Json>,"version"?: string,"weights"?: string
                  }
                  Relationships: [
                    
                  ]
                },"ai_policies": {
                  Row: {
                    "bar": number,"category": string,"earned": boolean,"min_answerability": number,"min_confidence": number,"mode": string,"promote": string,"updated_at": string,"updated_by": string | null,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "bar"?: number,"category": string,"earned"?: boolean,"min_answerability"?: number,"min_confidence"?: number,"mode"?: string,"promote"?: string,"updated_at"?: string,"updated_by"?: string | null,"version"?: number
                  }
                  Update: {
                    "bar"?: number,"category"?: string,"earned"?: boolean,"min_answerability"?: number,"min_confidence"?: number,"mode"?: string,"promote"?: string,"updated_at"?: string,"updated_by"?: string | null,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "ai_policies_category_fkey"
      columns: ["category"]
isOneToOne: true
      referencedRelation: "ticket_categories"
      referencedColumns: ["key"]
    }
                  ]
                },"ai_prices": {
                  Row: {
                    "model": string,"updated_at": string,"updated_by": string | null,"usd_in": number,"usd_out": number
                  }
                  ComputedFields: never
                  Insert: {
                    "model": string,"updated_at"?: string,"updated_by"?: string | null,"usd_in": number,"usd_out": number
                  }
                  Update: {
                    "model"?: string,"updated_at"?: string,"updated_by"?: string | null,"usd_in"?: number,"usd_out"?: number
                  }
                  Relationships: [
                    
                  ]
                },"ai_recordings": {
                  Row: {
                    "created_at": string,"decision_id": string,"output": NonNullable<Json>,"step": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"decision_id": string,"output": NonNullable<Json>,"step": string
                  }
                  Update: {
                    "created_at"?: string,"decision_id"?: string,"output"?: NonNullable<Json>,"step"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ai_recordings_decision_id_fkey"
      columns: ["decision_id"]
isOneToOne: false
      referencedRelation: "ai_decisions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ai_recordings_decision_id_fkey"
      columns: ["decision_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["decision_id"]
    }
                  ]
                },"ai_reservations": {
                  Row: {
                    "amount_usd": number,"created_at": string,"day": string,"expires_at": string,"id": string,"model": string,"tier": string
                  }
                  ComputedFields: never
                  Insert: {
                    "amount_usd": number,"created_at"?: string,"day": string,"expires_at": string,"id": string,"model": string,"tier": string
                  }
                  Update: {
                    "amount_usd"?: number,"created_at"?: string,"day"?: string,"expires_at"?: string,"id"?: string,"model"?: string,"tier"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ai_reservations_day_fkey"
      columns: ["day"]
isOneToOne: false
      referencedRelation: "ai_budget_days"
      referencedColumns: ["day"]
    }
                  ]
                },"ai_terms": {
                  Row: {
                    "id": number,"model_share": number,"redact": boolean,"smaller_share": number,"tone": string,"updated_at": string,"updated_by": string | null,"usd_a_day": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "id"?: number,"model_share"?: number,"redact"?: boolean,"smaller_share"?: number,"tone"?: string,"updated_at"?: string,"updated_by"?: string | null,"usd_a_day"?: number | null
                  }
                  Update: {
                    "id"?: number,"model_share"?: number,"redact"?: boolean,"smaller_share"?: number,"tone"?: string,"updated_at"?: string,"updated_by"?: string | null,"usd_a_day"?: number | null
                  }
                  Relationships: [
                    
                  ]
                },"article_feedback": {
                  Row: {
                    "article_id": string,"article_version": number,"at": string,"comment": string,"helpful": boolean,"id": number,"reader": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "article_id": string,"article_version": number,"at"?: string,"comment"?: string,"helpful": boolean,"id"?: never,"reader"?: string | null,"user_id"?: string | null
                  }
                  Update: {
                    "article_id"?: string,"article_version"?: number,"at"?: string,"comment"?: string,"helpful"?: boolean,"id"?: never,"reader"?: string | null,"user_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "article_feedback_article_id_fkey"
      columns: ["article_id"]
isOneToOne: false
      referencedRelation: "knowledge_base"
      referencedColumns: ["id"]
    }
                  ]
                },"assignments": {
                  Row: {
                    "actor": string | null,"at": string,"details": NonNullable<Json>,"from_member_id": string | null,"from_team_id": string | null,"id": number,"member_id": string | null,"reason": string,"source": string,"team_id": string | null,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "actor"?: string | null,"at"?: string,"details"?: NonNullable<Json>,"from_member_id"?: string | null,"from_team_id"?: string | null,"id"?: never,"member_id"?: string | null,"reason": string,"source": string,"team_id"?: string | null,"ticket_id": string
                  }
                  Update: {
                    "actor"?: string | null,"at"?: string,"details"?: NonNullable<Json>,"from_member_id"?: string | null,"from_team_id"?: string | null,"id"?: never,"member_id"?: string | null,"reason"?: string,"source"?: string,"team_id"?: string | null,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "assignments_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "assignments_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "assignments_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "assignments_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "assignments_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "assignments_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"attachments": {
                  Row: {
                    "content_type": string,"created_at": string,"id": string,"interaction_id": string,"name": string,"path": string,"sha256": string,"size": number
                  }
                  ComputedFields: never
                  Insert: {
                    "content_type": string,"created_at"?: string,"id"?: string,"interaction_id": string,"name": string,"path": string,"sha256": string,"size": number
                  }
                  Update: {
                    "content_type"?: string,"created_at"?: string,"id"?: string,"interaction_id"?: string,"name"?: string,"path"?: string,"sha256"?: string,"size"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "attachments_interaction_id_fkey"
      columns: ["interaction_id"]
isOneToOne: false
      referencedRelation: "interactions"
      referencedColumns: ["id"]
    }
                  ]
                },"audit_log": {
                  Row: {
                    "action": string,"actor": string | null,"actor_role": string,"at": string,"details": NonNullable<Json>,"id": number,"subject_id": string | null,"ticket_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "action": string,"actor"?: string | null,"actor_role": string,"at"?: string,"details"?: NonNullable<Json>,"id"?: never,"subject_id"?: string | null,"ticket_id"?: string | null
                  }
                  Update: {
                    "action"?: string,"actor"?: string | null,"actor_role"?: string,"at"?: string,"details"?: NonNullable<Json>,"id"?: never,"subject_id"?: string | null,"ticket_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "audit_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "audit_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "audit_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "audit_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "audit_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "audit_log_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"blocked_senders": {
                  Row: {
                    "created_at": string,"created_by": string | null,"customer_id": string | null,"id": string,"kind": string,"last_message_at": string | null,"lifted_at": string | null,"lifted_by": string | null,"messages": number,"pattern": string | null,"reason": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"created_by"?: string | null,"customer_id"?: string | null,"id"?: string,"kind": string,"last_message_at"?: string | null,"lifted_at"?: string | null,"lifted_by"?: string | null,"messages"?: number,"pattern"?: string | null,"reason"?: string
                  }
                  Update: {
                    "created_at"?: string,"created_by"?: string | null,"customer_id"?: string | null,"id"?: string,"kind"?: string,"last_message_at"?: string | null,"lifted_at"?: string | null,"lifted_by"?: string | null,"messages"?: number,"pattern"?: string | null,"reason"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "blocked_senders_created_by_fkey"
      columns: ["created_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "blocked_senders_customer_id_fkey"
      columns: ["customer_id"]
isOneToOne: false
      referencedRelation: "customers"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "blocked_senders_lifted_by_fkey"
      columns: ["lifted_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"calendar_hours": {
                  Row: {
                    "calendar_id": string,"closes": string,"opens": string,"weekday": number
                  }
                  ComputedFields: never
                  Insert: {
                    "calendar_id": string,"closes": string,"opens": string,"weekday": number
                  }
                  Update: {
                    "calendar_id"?: string,"closes"?: string,"opens"?: string,"weekday"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "calendar_hours_calendar_id_fkey"
      columns: ["calendar_id"]
isOneToOne: false
      referencedRelation: "calendars"
      referencedColumns: ["id"]
    }
                  ]
                },"calendar_spans": {
                  Row: {
                    "calendar_id": string,"closes_at": string,"open_before": number,"opens_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "calendar_id": string,"closes_at": string,"open_before": number,"opens_at": string
                  }
                  Update: {
                    "calendar_id"?: string,"closes_at"?: string,"open_before"?: number,"opens_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "calendar_spans_calendar_id_fkey"
      columns: ["calendar_id"]
isOneToOne: false
      referencedRelation: "calendars"
      referencedColumns: ["id"]
    }
                  ]
                },"calendars": {
                  Row: {
                    "covered": unknown,"created_at": string,"id": string,"is_default": boolean,"key": string,"name": string,"time_zone": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "covered"?: unknown,"created_at"?: string,"id"?: string,"is_default"?: boolean,"key": string,"name": string,"time_zone": string,"updated_at"?: string
                  }
                  Update: {
                    "covered"?: unknown,"created_at"?: string,"id"?: string,"is_default"?: boolean,"key"?: string,"name"?: string,"time_zone"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"calls": {
                  Row: {
                    "booked_by": string | null,"created_at": string,"draft_id": string | null,"id": string,"phone": string,"starts_at": string,"state": string,"team_id": string | null,"ticket_id": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "booked_by"?: string | null,"created_at"?: string,"draft_id"?: string | null,"id"?: string,"phone"?: string,"starts_at": string,"state"?: string,"team_id"?: string | null,"ticket_id": string,"updated_at"?: string
                  }
                  Update: {
                    "booked_by"?: string | null,"created_at"?: string,"draft_id"?: string | null,"id"?: string,"phone"?: string,"starts_at"?: string,"state"?: string,"team_id"?: string | null,"ticket_id"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "calls_booked_by_fkey"
      columns: ["booked_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "calls_draft_id_fkey"
      columns: ["draft_id"]
isOneToOne: false
      referencedRelation: "drafts"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "calls_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "calls_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"canned_answers": {
                  Row: {
                    "created_at": string,"created_by": string | null,"id": string,"language": string,"owner_id": string | null,"scope": string,"shortcut": string,"team_id": string | null,"text": string,"title": string,"updated_at": string,"used_at": string | null,"uses": number
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"created_by"?: string | null,"id"?: string,"language": string,"owner_id"?: string | null,"scope": string,"shortcut": string,"team_id"?: string | null,"text": string,"title"?: string,"updated_at"?: string,"used_at"?: string | null,"uses"?: number
                  }
                  Update: {
                    "created_at"?: string,"created_by"?: string | null,"id"?: string,"language"?: string,"owner_id"?: string | null,"scope"?: string,"shortcut"?: string,"team_id"?: string | null,"text"?: string,"title"?: string,"updated_at"?: string,"used_at"?: string | null,"uses"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "canned_answers_owner_id_fkey"
      columns: ["owner_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "canned_answers_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    }
                  ]
                },"category_tools": {
                  Row: {
                    "category": string,"created_at": string,"created_by": string | null,"tool": string
                  }
                  ComputedFields: never
                  Insert: {
                    "category": string,"created_at"?: string,"created_by"?: string | null,"tool": string
                  }
                  Update: {
                    "category"?: string,"created_at"?: string,"created_by"?: string | null,"tool"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "category_tools_category_fkey"
      columns: ["category"]
isOneToOne: false
      referencedRelation: "ai_policies"
      referencedColumns: ["category"]
    }
                  ]
                },"companies": {
                  Row: {
                    "created_at": string,"domain": string | null,"id": string,"name": string,"shares_tickets": boolean
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"domain"?: string | null,"id"?: string,"name": string,"shares_tickets"?: boolean
                  }
                  Update: {
                    "created_at"?: string,"domain"?: string | null,"id"?: string,"name"?: string,"shares_tickets"?: boolean
                  }
                  Relationships: [
                    
                  ]
                },"csat_comments": {
                  Row: {
                    "comment": string,"spell": number,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "comment": string,"spell": number,"ticket_id": string
                  }
                  Update: {
                    "comment"?: string,"spell"?: number,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "csat_comments_of_a_rating"
      columns: ["ticket_id","spell"]
isOneToOne: true
      referencedRelation: "csat_ratings"
      referencedColumns: ["ticket_id","spell"]
    }
                  ]
                },"csat_ratings": {
                  Row: {
                    "changed_at": string,"created_at": string,"score": number,"spell": number,"ticket_id": string,"way": string
                  }
                  ComputedFields: never
                  Insert: {
                    "changed_at": string,"created_at": string,"score": number,"spell": number,"ticket_id": string,"way": string
                  }
                  Update: {
                    "changed_at"?: string,"created_at"?: string,"score"?: number,"spell"?: number,"ticket_id"?: string,"way"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "csat_ratings_of_a_spell"
      columns: ["ticket_id","spell"]
isOneToOne: true
      referencedRelation: "ticket_spells"
      referencedColumns: ["ticket_id","number"]
    }
                  ]
                },"custom_field_definitions": {
                  Row: {
                    "active": boolean,"choices": NonNullable<Json>,"created_at": string,"key": string,"label": NonNullable<Json>,"position": number,"required_to_solve": boolean,"type": string,"updated_at": string,"visible_to_customer": boolean
                  }
                  ComputedFields: never
                  Insert: {
                    "active"?: boolean,"choices"?: NonNullable<Json>,"created_at"?: string,"key": string,"label": NonNullable<Json>,"position"?: number,"required_to_solve"?: boolean,"type": string,"updated_at"?: string,"visible_to_customer"?: boolean
                  }
                  Update: {
                    "active"?: boolean,"choices"?: NonNullable<Json>,"created_at"?: string,"key"?: string,"label"?: NonNullable<Json>,"position"?: number,"required_to_solve"?: boolean,"type"?: string,"updated_at"?: string,"visible_to_customer"?: boolean
                  }
                  Relationships: [
                    
                  ]
                },"customer_identities": {
                  Row: {
                    "address": string,"channel": string,"created_at": string,"customer_id": string,"verified": boolean
                  }
                  ComputedFields: never
                  Insert: {
                    "address": string,"channel": string,"created_at"?: string,"customer_id": string,"verified"?: boolean
                  }
                  Update: {
                    "address"?: string,"channel"?: string,"created_at"?: string,"customer_id"?: string,"verified"?: boolean
                  }
                  Relationships: [
                    {
      foreignKeyName: "customer_identities_customer_id_fkey"
      columns: ["customer_id"]
isOneToOne: false
      referencedRelation: "customers"
      referencedColumns: ["id"]
    }
                  ]
                },"customer_merges": {
                  Row: {
                    "id": string,"merged_at": string,"merged_by": string | null,"moved": NonNullable<Json>,"reason": string,"source_id": string,"target_id": string,"undone_at": string | null,"undone_by": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "id"?: string,"merged_at"?: string,"merged_by"?: string | null,"moved": NonNullable<Json>,"reason"?: string,"source_id": string,"target_id": string,"undone_at"?: string | null,"undone_by"?: string | null
                  }
                  Update: {
                    "id"?: string,"merged_at"?: string,"merged_by"?: string | null,"moved"?: NonNullable<Json>,"reason"?: string,"source_id"?: string,"target_id"?: string,"undone_at"?: string | null,"undone_by"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "customer_merges_merged_by_fkey"
      columns: ["merged_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "customer_merges_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "customers"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "customer_merges_target_id_fkey"
      columns: ["target_id"]
isOneToOne: false
      referencedRelation: "customers"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "customer_merges_undone_by_fkey"
      columns: ["undone_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"customer_notes": {
                  Row: {
                    "author_id": string | null,"content": string,"created_at": string,"customer_id": string,"id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id"?: string | null,"content": string,"created_at"?: string,"customer_id": string,"id"?: string
                  }
                  Update: {
                    "author_id"?: string | null,"content"?: string,"created_at"?: string,"customer_id"?: string,"id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "customer_notes_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "customer_notes_customer_id_fkey"
      columns: ["customer_id"]
isOneToOne: false
      referencedRelation: "customers"
      referencedColumns: ["id"]
    }
                  ]
                },"customer_preferences": {
                  Row: {
                    "customer_id": string,"mails": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "customer_id": string,"mails": string,"updated_at"?: string
                  }
                  Update: {
                    "customer_id"?: string,"mails"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "customer_preferences_customer_id_fkey"
      columns: ["customer_id"]
isOneToOne: true
      referencedRelation: "customers"
      referencedColumns: ["id"]
    }
                  ]
                },"customer_search": {
                  Row: {
                    "customer_id": string,"document": string
                  }
                  ComputedFields: never
                  Insert: {
                    "customer_id": string,"document": string
                  }
                  Update: {
                    "customer_id"?: string,"document"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "customer_search_customer_id_fkey"
      columns: ["customer_id"]
isOneToOne: true
      referencedRelation: "customers"
      referencedColumns: ["id"]
    }
                  ]
                },"customers": {
                  Row: {
                    "auth_user_id": string | null,"company_id": string | null,"created_at": string,"email": string,"id": string,"locale": string | null,"merged_into": string | null,"metadata": NonNullable<Json>,"name": string,"time_zone": string | null,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "auth_user_id"?: string | null,"company_id"?: string | null,"created_at"?: string,"email": string,"id"?: string,"locale"?: string | null,"merged_into"?: string | null,"metadata"?: NonNullable<Json>,"name"?: string,"time_zone"?: string | null,"updated_at"?: string
                  }
                  Update: {
                    "auth_user_id"?: string | null,"company_id"?: string | null,"created_at"?: string,"email"?: string,"id"?: string,"locale"?: string | null,"merged_into"?: string | null,"metadata"?: NonNullable<Json>,"name"?: string,"time_zone"?: string | null,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "customers_company_id_fkey"
      columns: ["company_id"]
isOneToOne: false
      referencedRelation: "companies"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "customers_merged_into_fkey"
      columns: ["merged_into"]
isOneToOne: false
      referencedRelation: "customers"
      referencedColumns: ["id"]
    }
                  ]
                },"deflections": {
                  Row: {
                    "article_id": string | null,"at": string,"id": number,"key": string,"user_id": string | null,"way": string
                  }
                  ComputedFields: never
                  Insert: {
                    "article_id"?: string | null,"at"?: string,"id"?: never,"key": string,"user_id"?: string | null,"way": string
                  }
                  Update: {
                    "article_id"?: string | null,"at"?: string,"id"?: never,"key"?: string,"user_id"?: string | null,"way"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "deflections_article_id_fkey"
      columns: ["article_id"]
isOneToOne: false
      referencedRelation: "knowledge_base"
      referencedColumns: ["id"]
    }
                  ]
                },"deliveries": {
                  Row: {
                    "attempts": number,"created_at": string,"detail": string,"draft_id": string,"id": string,"message_id": string,"state": string,"ticket_id": string,"to_address": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"created_at"?: string,"detail"?: string,"draft_id": string,"id"?: string,"message_id": string,"state": string,"ticket_id": string,"to_address": string,"updated_at"?: string
                  }
                  Update: {
                    "attempts"?: number,"created_at"?: string,"detail"?: string,"draft_id"?: string,"id"?: string,"message_id"?: string,"state"?: string,"ticket_id"?: string,"to_address"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "deliveries_draft_id_fkey"
      columns: ["draft_id"]
isOneToOne: true
      referencedRelation: "drafts"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "deliveries_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "deliveries_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "deliveries_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "deliveries_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "deliveries_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "deliveries_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"digest_settings": {
                  Row: {
                    "every": string,"hour": number,"member_id": string,"time_zone": string
                  }
                  ComputedFields: never
                  Insert: {
                    "every"?: string,"hour"?: number,"member_id": string,"time_zone"?: string
                  }
                  Update: {
                    "every"?: string,"hour"?: number,"member_id"?: string,"time_zone"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "digest_settings_member_id_fkey"
      columns: ["member_id"]
isOneToOne: true
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"draft_wishes": {
                  Row: {
                    "arguments": NonNullable<Json>,"draft_id": string,"tool": string
                  }
                  ComputedFields: never
                  Insert: {
                    "arguments": NonNullable<Json>,"draft_id": string,"tool": string
                  }
                  Update: {
                    "arguments"?: NonNullable<Json>,"draft_id"?: string,"tool"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "draft_wishes_draft_id_fkey"
      columns: ["draft_id"]
isOneToOne: false
      referencedRelation: "drafts"
      referencedColumns: ["id"]
    }
                  ]
                },"drafts": {
                  Row: {
                    "anyway": boolean,"attachments": (string)[],"created_at": string,"decided_at": string | null,"decided_by": string | null,"decision_id": string | null,"final_text": string | null,"id": string,"interaction_id": string | null,"origin": string,"signature": string,"state": string,"superseded_by": string | null,"text": string,"then_status": string | null,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "anyway"?: boolean,"attachments"?: (string)[],"created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"decision_id"?: string | null,"final_text"?: string | null,"id"?: string,"interaction_id"?: string | null,"origin": string,"signature"?: string,"state": string,"superseded_by"?: string | null,"text": string,"then_status"?: string | null,"ticket_id": string
                  }
                  Update: {
                    "anyway"?: boolean,"attachments"?: (string)[],"created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"decision_id"?: string | null,"final_text"?: string | null,"id"?: string,"interaction_id"?: string | null,"origin"?: string,"signature"?: string,"state"?: string,"superseded_by"?: string | null,"text"?: string,"then_status"?: string | null,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "drafts_decided_by_fkey"
      columns: ["decided_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "drafts_decision_id_fkey"
      columns: ["decision_id"]
isOneToOne: true
      referencedRelation: "ai_decisions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "drafts_decision_id_fkey"
      columns: ["decision_id"]
isOneToOne: true
      referencedRelation: "report_decisions"
      referencedColumns: ["decision_id"]
    },{
      foreignKeyName: "drafts_interaction_id_fkey"
      columns: ["interaction_id"]
isOneToOne: false
      referencedRelation: "interactions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "drafts_superseded_by_fkey"
      columns: ["superseded_by"]
isOneToOne: false
      referencedRelation: "drafts"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"feedback": {
                  Row: {
                    "after": string | null,"before": string | null,"comment": string,"created_at": string,"created_by": string | null,"difference": NonNullable<Json>,"draft_id": string | null,"id": string,"kept": number | null,"kind": string,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "after"?: string | null,"before"?: string | null,"comment"?: string,"created_at"?: string,"created_by"?: string | null,"difference"?: NonNullable<Json>,"draft_id"?: string | null,"id"?: string,"kept"?: number | null,"kind": string,"ticket_id": string
                  }
                  Update: {
                    "after"?: string | null,"before"?: string | null,"comment"?: string,"created_at"?: string,"created_by"?: string | null,"difference"?: NonNullable<Json>,"draft_id"?: string | null,"id"?: string,"kept"?: number | null,"kind"?: string,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "feedback_draft_id_fkey"
      columns: ["draft_id"]
isOneToOne: false
      referencedRelation: "drafts"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "feedback_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "feedback_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "feedback_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "feedback_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "feedback_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "feedback_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"feedback_keys": {
                  Row: {
                    "created_at": string,"id": number,"secret": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"id"?: number,"secret"?: string
                  }
                  Update: {
                    "created_at"?: string,"id"?: number,"secret"?: string
                  }
                  Relationships: [
                    
                  ]
                },"gap_signals": {
                  Row: {
                    "answer": string | null,"at": string,"gap_id": string | null,"id": string,"interaction_id": string,"kind": string,"note": string,"question": string | null,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "answer"?: string | null,"at"?: string,"gap_id"?: string | null,"id"?: string,"interaction_id": string,"kind": string,"note"?: string,"question"?: string | null,"ticket_id": string
                  }
                  Update: {
                    "answer"?: string | null,"at"?: string,"gap_id"?: string | null,"id"?: string,"interaction_id"?: string,"kind"?: string,"note"?: string,"question"?: string | null,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "gap_signals_gap_id_fkey"
      columns: ["gap_id"]
isOneToOne: false
      referencedRelation: "knowledge_gaps"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "gap_signals_interaction_id_fkey"
      columns: ["interaction_id"]
isOneToOne: false
      referencedRelation: "interactions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "gap_signals_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "gap_signals_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "gap_signals_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "gap_signals_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "gap_signals_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "gap_signals_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"holidays": {
                  Row: {
                    "calendar_id": string,"day": string,"ends": string,"name": string,"starts": string,"yearly": boolean
                  }
                  ComputedFields: never
                  Insert: {
                    "calendar_id": string,"day": string,"ends"?: string,"name"?: string,"starts"?: string,"yearly"?: boolean
                  }
                  Update: {
                    "calendar_id"?: string,"day"?: string,"ends"?: string,"name"?: string,"starts"?: string,"yearly"?: boolean
                  }
                  Relationships: [
                    {
      foreignKeyName: "holidays_calendar_id_fkey"
      columns: ["calendar_id"]
isOneToOne: false
      referencedRelation: "calendars"
      referencedColumns: ["id"]
    }
                  ]
                },"inbound_events": {
                  Row: {
                    "blocked_by": string | null,"channel": string,"deliveries": number,"held": Json | null,"id": string,"interaction_id": string | null,"provider_id": string,"raw": string | null,"raw_path": string | null,"received_at": string,"sender": string | null,"ticket_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "blocked_by"?: string | null,"channel": string,"deliveries"?: number,"held"?: Json | null,"id"?: string,"interaction_id"?: string | null,"provider_id": string,"raw"?: string | null,"raw_path"?: string | null,"received_at"?: string,"sender"?: string | null,"ticket_id"?: string | null
                  }
                  Update: {
                    "blocked_by"?: string | null,"channel"?: string,"deliveries"?: number,"held"?: Json | null,"id"?: string,"interaction_id"?: string | null,"provider_id"?: string,"raw"?: string | null,"raw_path"?: string | null,"received_at"?: string,"sender"?: string | null,"ticket_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "inbound_events_blocked_by_fkey"
      columns: ["blocked_by"]
isOneToOne: false
      referencedRelation: "blocked_senders"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "inbound_events_interaction_id_fkey"
      columns: ["interaction_id"]
isOneToOne: false
      referencedRelation: "interactions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "inbound_events_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "inbound_events_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "inbound_events_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "inbound_events_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "inbound_events_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "inbound_events_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"interactions": {
                  Row: {
                    "author": string,"automatic": string,"content": string,"created_at": string,"created_by": string | null,"customer_id": string,"full_content": string | null,"id": string,"message_id": string | null,"metadata": NonNullable<Json>,"ticket_id": string,"type": string
                  }
                  ComputedFields: never
                  Insert: {
                    "author": string,"automatic"?: string,"content": string,"created_at"?: string,"created_by"?: string | null,"customer_id": string,"full_content"?: string | null,"id"?: string,"message_id"?: string | null,"metadata"?: NonNullable<Json>,"ticket_id": string,"type": string
                  }
                  Update: {
                    "author"?: string,"automatic"?: string,"content"?: string,"created_at"?: string,"created_by"?: string | null,"customer_id"?: string,"full_content"?: string | null,"id"?: string,"message_id"?: string | null,"metadata"?: NonNullable<Json>,"ticket_id"?: string,"type"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "interactions_ticket"
      columns: ["ticket_id","customer_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id","customer_id"]
    }
                  ]
                },"invitations": {
                  Row: {
                    "accepted_at": string | null,"accepted_by": string | null,"created_at": string,"email": string,"expires_at": string,"id": string,"invited_by": string | null,"locale": string,"name": string,"revoked_at": string | null,"role": string,"sends": number,"teams": (string)[],"token_hash": string
                  }
                  ComputedFields: never
                  Insert: {
                    "accepted_at"?: string | null,"accepted_by"?: string | null,"created_at"?: string,"email": string,"expires_at": string,"id"?: string,"invited_by"?: string | null,"locale"?: string,"name"?: string,"revoked_at"?: string | null,"role": string,"sends"?: number,"teams"?: (string)[],"token_hash": string
                  }
                  Update: {
                    "accepted_at"?: string | null,"accepted_by"?: string | null,"created_at"?: string,"email"?: string,"expires_at"?: string,"id"?: string,"invited_by"?: string | null,"locale"?: string,"name"?: string,"revoked_at"?: string | null,"role"?: string,"sends"?: number,"teams"?: (string)[],"token_hash"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "invitations_accepted_by_fkey"
      columns: ["accepted_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invitations_invited_by_fkey"
      columns: ["invited_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"jobs": {
                  Row: {
                    "attempts": number,"created_at": string,"finished_at": string | null,"id": string,"key": string,"kind": string,"last_error": string | null,"lease_token": string | null,"lease_until": string | null,"max_attempts": number,"payload": NonNullable<Json>,"run_at": string,"started_at": string | null,"state": string,"worker": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"created_at"?: string,"finished_at"?: string | null,"id"?: string,"key": string,"kind": string,"last_error"?: string | null,"lease_token"?: string | null,"lease_until"?: string | null,"max_attempts"?: number,"payload"?: NonNullable<Json>,"run_at"?: string,"started_at"?: string | null,"state"?: string,"worker"?: string | null
                  }
                  Update: {
                    "attempts"?: number,"created_at"?: string,"finished_at"?: string | null,"id"?: string,"key"?: string,"kind"?: string,"last_error"?: string | null,"lease_token"?: string | null,"lease_until"?: string | null,"max_attempts"?: number,"payload"?: NonNullable<Json>,"run_at"?: string,"started_at"?: string | null,"state"?: string,"worker"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"kb_suggestions": {
                  Row: {
                    "article_id": string | null,"article_version": number | null,"content": string,"created_at": string,"decided_at": string | null,"decided_by": string | null,"edited": boolean,"gap_id": string,"id": string,"language": string,"questions": NonNullable<Json>,"reason": string,"state": string,"title": string
                  }
                  ComputedFields: never
                  Insert: {
                    "article_id"?: string | null,"article_version"?: number | null,"content": string,"created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"edited"?: boolean,"gap_id": string,"id"?: string,"language": string,"questions"?: NonNullable<Json>,"reason"?: string,"state"?: string,"title": string
                  }
                  Update: {
                    "article_id"?: string | null,"article_version"?: number | null,"content"?: string,"created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"edited"?: boolean,"gap_id"?: string,"id"?: string,"language"?: string,"questions"?: NonNullable<Json>,"reason"?: string,"state"?: string,"title"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "kb_suggestions_article_id_fkey"
      columns: ["article_id"]
isOneToOne: false
      referencedRelation: "knowledge_base"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "kb_suggestions_decided_by_fkey"
      columns: ["decided_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "kb_suggestions_gap_id_fkey"
      columns: ["gap_id"]
isOneToOne: false
      referencedRelation: "knowledge_gaps"
      referencedColumns: ["id"]
    }
                  ]
                },"knowledge_base": {
                  Row: {
                    "category": string | null,"content": string,"created_at": string,"embedding": string | null,"embedding_model": string | null,"fingerprint": string | null,"id": string,"language": string,"products": (string)[],"questions": NonNullable<Json>,"scope": string | null,"slug": string,"source": string | null,"status": string,"team_id": string | null,"title": string,"updated_at": string,"version": number,"visibility": string
                  }
                  ComputedFields: never
                  Insert: {
                    "category"?: string | null,"content": string,"created_at"?: string,"embedding"?: string | null,"embedding_model"?: string | null,"fingerprint"?: string | null,"id"?: string,"language"?: string,"products"?: (string)[],"questions"?: NonNullable<Json>,"scope"?: never,"slug": string,"source"?: string | null,"status"?: string,"team_id"?: string | null,"title": string,"updated_at"?: string,"version"?: number,"visibility"?: string
                  }
                  Update: {
                    "category"?: string | null,"content"?: string,"created_at"?: string,"embedding"?: string | null,"embedding_model"?: string | null,"fingerprint"?: string | null,"id"?: string,"language"?: string,"products"?: (string)[],"questions"?: NonNullable<Json>,"scope"?: never,"slug"?: string,"source"?: string | null,"status"?: string,"team_id"?: string | null,"title"?: string,"updated_at"?: string,"version"?: number,"visibility"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "knowledge_base_category_fkey"
      columns: ["category"]
isOneToOne: false
      referencedRelation: "ticket_categories"
      referencedColumns: ["key"]
    },{
      foreignKeyName: "knowledge_base_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    }
                  ]
                },"knowledge_chunks": {
                  Row: {
                    "article_id": string,"article_version": number,"content": string,"created_at": string,"embedding": string,"embedding_model": string,"end_offset": number,"heading": string,"id": string,"language": string,"lead": string,"ordinal": number,"questions": NonNullable<Json>,"start_offset": number,"tokens": number
                  }
                  ComputedFields: never
                  Insert: {
                    "article_id": string,"article_version": number,"content": string,"created_at"?: string,"embedding": string,"embedding_model": string,"end_offset": number,"heading"?: string,"id"?: string,"language": string,"lead"?: string,"ordinal": number,"questions"?: NonNullable<Json>,"start_offset": number,"tokens": number
                  }
                  Update: {
                    "article_id"?: string,"article_version"?: number,"content"?: string,"created_at"?: string,"embedding"?: string,"embedding_model"?: string,"end_offset"?: number,"heading"?: string,"id"?: string,"language"?: string,"lead"?: string,"ordinal"?: number,"questions"?: NonNullable<Json>,"start_offset"?: number,"tokens"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "knowledge_chunks_article_id_fkey"
      columns: ["article_id"]
isOneToOne: false
      referencedRelation: "knowledge_base"
      referencedColumns: ["id"]
    }
                  ]
                },"knowledge_gaps": {
                  Row: {
                    "category": string | null,"created_at": string,"embedding": unknown,"embedding_model": string,"id": string,"language": string,"state": string,"title": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "category"?: string | null,"created_at"?: string,"embedding": unknown,"embedding_model": string,"id"?: string,"language": string,"state"?: string,"title": string,"updated_at"?: string
                  }
                  Update: {
                    "category"?: string | null,"created_at"?: string,"embedding"?: unknown,"embedding_model"?: string,"id"?: string,"language"?: string,"state"?: string,"title"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "knowledge_gaps_category_fkey"
      columns: ["category"]
isOneToOne: false
      referencedRelation: "ticket_categories"
      referencedColumns: ["key"]
    }
                  ]
                },"knowledge_lexicon_sizes": {
                  Row: {
                    "chunks": number,"lexicon": number,"scope": string,"words": number
                  }
                  ComputedFields: never
                  Insert: {
                    "chunks": number,"lexicon": number,"scope": string,"words": number
                  }
                  Update: {
                    "chunks"?: number,"lexicon"?: number,"scope"?: string,"words"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "knowledge_lexicon_sizes_lexicon_fkey"
      columns: ["lexicon"]
isOneToOne: false
      referencedRelation: "knowledge_lexicons"
      referencedColumns: ["id"]
    }
                  ]
                },"knowledge_lexicons": {
                  Row: {
                    "embedding_model": string,"id": number,"language": string
                  }
                  ComputedFields: never
                  Insert: {
                    "embedding_model": string,"id"?: never,"language": string
                  }
                  Update: {
                    "embedding_model"?: string,"id"?: never,"language"?: string
                  }
                  Relationships: [
                    
                  ]
                },"knowledge_term_counts": {
                  Row: {
                    "chunks": number,"lexicon": number,"scope": string,"term": string
                  }
                  ComputedFields: never
                  Insert: {
                    "chunks": number,"lexicon": number,"scope": string,"term": string
                  }
                  Update: {
                    "chunks"?: number,"lexicon"?: number,"scope"?: string,"term"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "knowledge_term_counts_lexicon_fkey"
      columns: ["lexicon"]
isOneToOne: false
      referencedRelation: "knowledge_lexicons"
      referencedColumns: ["id"]
    }
                  ]
                },"knowledge_terms": {
                  Row: {
                    "article_id": string,"chunk_id": string,"length": number,"lexicon": number,"term": string,"tf": number
                  }
                  ComputedFields: never
                  Insert: {
                    "article_id": string,"chunk_id": string,"length": number,"lexicon": number,"term": string,"tf": number
                  }
                  Update: {
                    "article_id"?: string,"chunk_id"?: string,"length"?: number,"lexicon"?: number,"term"?: string,"tf"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "knowledge_terms_chunk_id_fkey"
      columns: ["chunk_id"]
isOneToOne: false
      referencedRelation: "knowledge_chunks"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "knowledge_terms_lexicon_fkey"
      columns: ["lexicon"]
isOneToOne: false
      referencedRelation: "knowledge_lexicons"
      referencedColumns: ["id"]
    }
                  ]
                },"knowledge_versions": {
                  Row: {
                    "article_id": string,"content": string,"created_at": string,"created_by": string | null,"questions": NonNullable<Json>,"title": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "article_id": string,"content": string,"created_at"?: string,"created_by"?: string | null,"questions"?: NonNullable<Json>,"title": string,"version": number
                  }
                  Update: {
                    "article_id"?: string,"content"?: string,"created_at"?: string,"created_by"?: string | null,"questions"?: NonNullable<Json>,"title"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "knowledge_versions_article_id_fkey"
      columns: ["article_id"]
isOneToOne: false
      referencedRelation: "knowledge_base"
      referencedColumns: ["id"]
    }
                  ]
                },"macros": {
                  Row: {
                    "actions": NonNullable<Json>,"active": boolean,"created_at": string,"created_by": string | null,"description": string,"id": string,"name": string,"owner_id": string | null,"position": number,"scope": string,"team_id": string | null,"text": string,"updated_at": string,"used_at": string | null,"uses": number
                  }
                  ComputedFields: never
                  Insert: {
                    "actions"?: NonNullable<Json>,"active"?: boolean,"created_at"?: string,"created_by"?: string | null,"description"?: string,"id"?: string,"name": string,"owner_id"?: string | null,"position"?: number,"scope": string,"team_id"?: string | null,"text"?: string,"updated_at"?: string,"used_at"?: string | null,"uses"?: number
                  }
                  Update: {
                    "actions"?: NonNullable<Json>,"active"?: boolean,"created_at"?: string,"created_by"?: string | null,"description"?: string,"id"?: string,"name"?: string,"owner_id"?: string | null,"position"?: number,"scope"?: string,"team_id"?: string | null,"text"?: string,"updated_at"?: string,"used_at"?: string | null,"uses"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "macros_owner_id_fkey"
      columns: ["owner_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "macros_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    }
                  ]
                },"member_absences": {
                  Row: {
                    "created_at": string,"created_by": string | null,"ends_at": string | null,"id": string,"member_id": string,"note": string,"starts_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"created_by"?: string | null,"ends_at"?: string | null,"id"?: string,"member_id": string,"note"?: string,"starts_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"created_by"?: string | null,"ends_at"?: string | null,"id"?: string,"member_id"?: string,"note"?: string,"starts_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "member_absences_member_id_fkey"
      columns: ["member_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"member_drafts": {
                  Row: {
                    "attachments": (string)[],"member_id": string,"mode": string,"text": string,"ticket_id": string,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "attachments"?: (string)[],"member_id": string,"mode": string,"text": string,"ticket_id": string,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "attachments"?: (string)[],"member_id"?: string,"mode"?: string,"text"?: string,"ticket_id"?: string,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "member_drafts_member_id_fkey"
      columns: ["member_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "member_drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "member_drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "member_drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "member_drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "member_drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "member_drafts_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"member_schedules": {
                  Row: {
                    "calendar_id": string,"member_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "calendar_id": string,"member_id": string
                  }
                  Update: {
                    "calendar_id"?: string,"member_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "member_schedules_calendar_id_fkey"
      columns: ["calendar_id"]
isOneToOne: false
      referencedRelation: "calendars"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "member_schedules_member_id_fkey"
      columns: ["member_id"]
isOneToOne: true
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"members": {
                  Row: {
                    "active": boolean,"available": boolean,"capacity": number,"created_at": string,"email": string,"id": string,"locale": string,"name": string,"role": string,"signature": string,"skills": (string)[],"time_zone": string | null,"updated_at": string,"user_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "active"?: boolean,"available"?: boolean,"capacity"?: number,"created_at"?: string,"email": string,"id"?: string,"locale"?: string,"name": string,"role": string,"signature"?: string,"skills"?: (string)[],"time_zone"?: string | null,"updated_at"?: string,"user_id"?: string | null
                  }
                  Update: {
                    "active"?: boolean,"available"?: boolean,"capacity"?: number,"created_at"?: string,"email"?: string,"id"?: string,"locale"?: string,"name"?: string,"role"?: string,"signature"?: string,"skills"?: (string)[],"time_zone"?: string | null,"updated_at"?: string,"user_id"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"notes": {
                  Row: {
                    "author_id": string | null,"content": string,"created_at": string,"id": string,"mentions": (string)[],"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id"?: string | null,"content": string,"created_at"?: string,"id"?: string,"mentions"?: (string)[],"ticket_id": string
                  }
                  Update: {
                    "author_id"?: string | null,"content"?: string,"created_at"?: string,"id"?: string,"mentions"?: (string)[],"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "notes_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "notes_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notes_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notes_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notes_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notes_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notes_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"notices": {
                  Row: {
                    "attempts": number,"created_at": string,"data": NonNullable<Json>,"detail": string,"id": string,"key": string,"kind": string,"locale": string,"message_id": string | null,"state": string,"ticket_id": string | null,"to_address": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"created_at"?: string,"data"?: NonNullable<Json>,"detail"?: string,"id"?: string,"key": string,"kind": string,"locale": string,"message_id"?: string | null,"state"?: string,"ticket_id"?: string | null,"to_address": string,"updated_at"?: string
                  }
                  Update: {
                    "attempts"?: number,"created_at"?: string,"data"?: NonNullable<Json>,"detail"?: string,"id"?: string,"key"?: string,"kind"?: string,"locale"?: string,"message_id"?: string | null,"state"?: string,"ticket_id"?: string | null,"to_address"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "notices_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notices_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notices_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notices_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notices_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notices_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"notification_kinds": {
                  Row: {
                    "key": string,"label": string,"merges": boolean,"position": number,"way": string
                  }
                  ComputedFields: never
                  Insert: {
                    "key": string,"label": string,"merges"?: boolean,"position"?: number,"way": string
                  }
                  Update: {
                    "key"?: string,"label"?: string,"merges"?: boolean,"position"?: number,"way"?: string
                  }
                  Relationships: [
                    
                  ]
                },"notification_preferences": {
                  Row: {
                    "kind": string,"member_id": string,"way": string
                  }
                  ComputedFields: never
                  Insert: {
                    "kind": string,"member_id": string,"way": string
                  }
                  Update: {
                    "kind"?: string,"member_id"?: string,"way"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "notification_preferences_kind_fkey"
      columns: ["kind"]
isOneToOne: false
      referencedRelation: "notification_kinds"
      referencedColumns: ["key"]
    },{
      foreignKeyName: "notification_preferences_member_id_fkey"
      columns: ["member_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"notifications": {
                  Row: {
                    "by_mail": boolean,"created_at": string,"data": NonNullable<Json>,"id": string,"kind": string,"mailed_at": string | null,"member_id": string,"merges": boolean,"read_at": string | null,"ticket_id": string | null,"times": number
                  }
                  ComputedFields: never
                  Insert: {
                    "by_mail"?: boolean,"created_at": string,"data"?: NonNullable<Json>,"id"?: string,"kind": string,"mailed_at"?: string | null,"member_id": string,"merges"?: boolean,"read_at"?: string | null,"ticket_id"?: string | null,"times"?: number
                  }
                  Update: {
                    "by_mail"?: boolean,"created_at"?: string,"data"?: NonNullable<Json>,"id"?: string,"kind"?: string,"mailed_at"?: string | null,"member_id"?: string,"merges"?: boolean,"read_at"?: string | null,"ticket_id"?: string | null,"times"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "notifications_member_id_fkey"
      columns: ["member_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "notifications_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notifications_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notifications_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notifications_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notifications_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "notifications_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"orders": {
                  Row: {
                    "carrier": string,"created_at": string,"currency": string,"customer_id": string,"delivered_at": string | null,"expected_on": string | null,"id": string,"number": string,"placed_at": string,"shipped_at": string | null,"status": string,"total": number | null,"tracking": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "carrier"?: string,"created_at"?: string,"currency"?: string,"customer_id": string,"delivered_at"?: string | null,"expected_on"?: string | null,"id"?: string,"number": string,"placed_at": string,"shipped_at"?: string | null,"status"?: string,"total"?: number | null,"tracking"?: string,"updated_at"?: string
                  }
                  Update: {
                    "carrier"?: string,"created_at"?: string,"currency"?: string,"customer_id"?: string,"delivered_at"?: string | null,"expected_on"?: string | null,"id"?: string,"number"?: string,"placed_at"?: string,"shipped_at"?: string | null,"status"?: string,"total"?: number | null,"tracking"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "orders_customer_id_fkey"
      columns: ["customer_id"]
isOneToOne: false
      referencedRelation: "customers"
      referencedColumns: ["id"]
    }
                  ]
                },"reports": {
                  Row: {
                    "about": string,"chart": NonNullable<Json>,"keys": (string)[],"measures": string,"name": string,"position": number,"rows": string,"title": string
                  }
                  ComputedFields: never
                  Insert: {
                    "about": string,"chart": NonNullable<Json>,"keys": (string)[],"measures": string,"name": string,"position": number,"rows": string,"title": string
                  }
                  Update: {
                    "about"?: string,"chart"?: NonNullable<Json>,"keys"?: (string)[],"measures"?: string,"name"?: string,"position"?: number,"rows"?: string,"title"?: string
                  }
                  Relationships: [
                    
                  ]
                },"rule_runs": {
                  Row: {
                    "at": string,"changes": NonNullable<Json>,"error": string,"event": string,"id": number,"rule_id": string,"rule_name": string,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "at"?: string,"changes"?: NonNullable<Json>,"error"?: string,"event": string,"id"?: never,"rule_id": string,"rule_name": string,"ticket_id": string
                  }
                  Update: {
                    "at"?: string,"changes"?: NonNullable<Json>,"error"?: string,"event"?: string,"id"?: never,"rule_id"?: string,"rule_name"?: string,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "rule_runs_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "rule_runs_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "rule_runs_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "rule_runs_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "rule_runs_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "rule_runs_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"rules": {
                  Row: {
                    "actions": NonNullable<Json>,"active": boolean,"age_after": string | null,"compiled": string,"compiled_without_time": string,"conditions": NonNullable<Json>,"created_at": string,"event": string,"id": string,"idle_after": string | null,"name": string,"position": number,"stop": boolean,"updated_at": string,"updated_by": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "actions": NonNullable<Json>,"active"?: boolean,"age_after"?: string | null,"compiled"?: string,"compiled_without_time"?: string,"conditions"?: NonNullable<Json>,"created_at"?: string,"event": string,"id"?: string,"idle_after"?: string | null,"name": string,"position"?: number,"stop"?: boolean,"updated_at"?: string,"updated_by"?: string | null
                  }
                  Update: {
                    "actions"?: NonNullable<Json>,"active"?: boolean,"age_after"?: string | null,"compiled"?: string,"compiled_without_time"?: string,"conditions"?: NonNullable<Json>,"created_at"?: string,"event"?: string,"id"?: string,"idle_after"?: string | null,"name"?: string,"position"?: number,"stop"?: boolean,"updated_at"?: string,"updated_by"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"search_log": {
                  Row: {
                    "actor_role": string,"at": string,"id": number,"member_id": string | null,"query": string,"ticket_ids": (string)[]
                  }
                  ComputedFields: never
                  Insert: {
                    "actor_role": string,"at"?: string,"id"?: never,"member_id"?: string | null,"query": string,"ticket_ids": (string)[]
                  }
                  Update: {
                    "actor_role"?: string,"at"?: string,"id"?: never,"member_id"?: string | null,"query"?: string,"ticket_ids"?: (string)[]
                  }
                  Relationships: [
                    {
      foreignKeyName: "search_log_member_id_fkey"
      columns: ["member_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"search_words": {
                  Row: {
                    "id": number,"side": string,"word": string
                  }
                  ComputedFields: never
                  Insert: {
                    "id"?: never,"side": string,"word": string
                  }
                  Update: {
                    "id"?: never,"side"?: string,"word"?: string
                  }
                  Relationships: [
                    
                  ]
                },"settings": {
                  Row: {
                    "description": string,"key": string,"kind": string,"maximum": number | null,"minimum": number | null,"updated_at": string,"updated_by": string | null,"value": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "description"?: string,"key": string,"kind": string,"maximum"?: number | null,"minimum"?: number | null,"updated_at"?: string,"updated_by"?: string | null,"value": NonNullable<Json>
                  }
                  Update: {
                    "description"?: string,"key"?: string,"kind"?: string,"maximum"?: number | null,"minimum"?: number | null,"updated_at"?: string,"updated_by"?: string | null,"value"?: NonNullable<Json>
                  }
                  Relationships: [
                    
                  ]
                },"skill_requirements": {
                  Row: {
                    "fact": string,"skill": string,"value": string
                  }
                  ComputedFields: never
                  Insert: {
                    "fact": string,"skill": string,"value": string
                  }
                  Update: {
                    "fact"?: string,"skill"?: string,"value"?: string
                  }
                  Relationships: [
                    
                  ]
                },"sla_clocks": {
                  Row: {
                    "breached_at": string | null,"due_at": string | null,"elapsed": number,"id": number,"metric": string,"paused_at": string | null,"policy_id": string | null,"ran": unknown,"resumed_at": string | null,"started_at": string,"stopped_at": string | null,"target_s": number | null,"ticket_id": string,"void": boolean,"warn_at": string | null,"warned_at": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "breached_at"?: string | null,"due_at"?: string | null,"elapsed"?: number,"id"?: never,"metric": string,"paused_at"?: string | null,"policy_id"?: string | null,"ran"?: unknown,"resumed_at"?: string | null,"started_at": string,"stopped_at"?: string | null,"target_s"?: number | null,"ticket_id": string,"void"?: boolean,"warn_at"?: string | null,"warned_at"?: string | null
                  }
                  Update: {
                    "breached_at"?: string | null,"due_at"?: string | null,"elapsed"?: number,"id"?: never,"metric"?: string,"paused_at"?: string | null,"policy_id"?: string | null,"ran"?: unknown,"resumed_at"?: string | null,"started_at"?: string,"stopped_at"?: string | null,"target_s"?: number | null,"ticket_id"?: string,"void"?: boolean,"warn_at"?: string | null,"warned_at"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "sla_clocks_policy_id_fkey"
      columns: ["policy_id"]
isOneToOne: false
      referencedRelation: "sla_policies"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "sla_clocks_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "sla_clocks_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "sla_clocks_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "sla_clocks_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "sla_clocks_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "sla_clocks_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"sla_policies": {
                  Row: {
                    "active": boolean,"calendar_id": string | null,"category": string | null,"company_id": string | null,"created_at": string,"customer_id": string | null,"id": string,"key": string,"name": string,"next_from": string,"pause_on": (string)[],"position": number,"priority": number | null,"team_id": string | null,"updated_at": string,"warn_share": number
                  }
                  ComputedFields: never
                  Insert: {
                    "active"?: boolean,"calendar_id"?: string | null,"category"?: string | null,"company_id"?: string | null,"created_at"?: string,"customer_id"?: string | null,"id"?: string,"key": string,"name": string,"next_from"?: string,"pause_on"?: (string)[],"position"?: number,"priority"?: number | null,"team_id"?: string | null,"updated_at"?: string,"warn_share"?: number
                  }
                  Update: {
                    "active"?: boolean,"calendar_id"?: string | null,"category"?: string | null,"company_id"?: string | null,"created_at"?: string,"customer_id"?: string | null,"id"?: string,"key"?: string,"name"?: string,"next_from"?: string,"pause_on"?: (string)[],"position"?: number,"priority"?: number | null,"team_id"?: string | null,"updated_at"?: string,"warn_share"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "sla_policies_calendar_id_fkey"
      columns: ["calendar_id"]
isOneToOne: false
      referencedRelation: "calendars"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "sla_policies_category_fkey"
      columns: ["category"]
isOneToOne: false
      referencedRelation: "ticket_categories"
      referencedColumns: ["key"]
    },{
      foreignKeyName: "sla_policies_company_id_fkey"
      columns: ["company_id"]
isOneToOne: false
      referencedRelation: "companies"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "sla_policies_customer_id_fkey"
      columns: ["customer_id"]
isOneToOne: false
      referencedRelation: "customers"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "sla_policies_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    }
                  ]
                },"sla_targets": {
                  Row: {
                    "metric": string,"policy_id": string,"priority": number,"seconds": number
                  }
                  ComputedFields: never
                  Insert: {
                    "metric": string,"policy_id": string,"priority": number,"seconds": number
                  }
                  Update: {
                    "metric"?: string,"policy_id"?: string,"priority"?: number,"seconds"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "sla_targets_policy_id_fkey"
      columns: ["policy_id"]
isOneToOne: false
      referencedRelation: "sla_policies"
      referencedColumns: ["id"]
    }
                  ]
                },"solved_cases": {
                  Row: {
                    "answer": string,"embedding": string,"embedding_model": string,"language": string,"learned_at": string,"question": string,"reply_id": string,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "answer": string,"embedding": string,"embedding_model": string,"language": string,"learned_at"?: string,"question": string,"reply_id": string,"ticket_id": string
                  }
                  Update: {
                    "answer"?: string,"embedding"?: string,"embedding_model"?: string,"language"?: string,"learned_at"?: string,"question"?: string,"reply_id"?: string,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "solved_cases_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "solved_cases_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "solved_cases_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "solved_cases_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "solved_cases_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "solved_cases_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"tags": {
                  Row: {
                    "created_at": string,"created_by": string | null,"description": string,"key": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"created_by"?: string | null,"description"?: string,"key": string
                  }
                  Update: {
                    "created_at"?: string,"created_by"?: string | null,"description"?: string,"key"?: string
                  }
                  Relationships: [
                    
                  ]
                },"team_members": {
                  Row: {
                    "member_id": string,"team_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "member_id": string,"team_id": string
                  }
                  Update: {
                    "member_id"?: string,"team_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "team_members_member_id_fkey"
      columns: ["member_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "team_members_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    }
                  ]
                },"team_routing": {
                  Row: {
                    "assigned": number,"fallback_team_id": string | null,"last_member_id": string | null,"strategy": string,"team_id": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "assigned"?: number,"fallback_team_id"?: string | null,"last_member_id"?: string | null,"strategy"?: string,"team_id": string,"updated_at"?: string
                  }
                  Update: {
                    "assigned"?: number,"fallback_team_id"?: string | null,"last_member_id"?: string | null,"strategy"?: string,"team_id"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "team_routing_fallback_team_id_fkey"
      columns: ["fallback_team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "team_routing_last_member_id_fkey"
      columns: ["last_member_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "team_routing_team_id_fkey"
      columns: ["team_id"]
isOneToOne: true
      referencedRelation: "teams"
      referencedColumns: ["id"]
    }
                  ]
                },"teams": {
                  Row: {
                    "created_at": string,"id": string,"is_default": boolean,"key": string,"name": string,"signature": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"id"?: string,"is_default"?: boolean,"key": string,"name": string,"signature"?: string
                  }
                  Update: {
                    "created_at"?: string,"id"?: string,"is_default"?: boolean,"key"?: string,"name"?: string,"signature"?: string
                  }
                  Relationships: [
                    
                  ]
                },"ticket_categories": {
                  Row: {
                    "created_at": string,"description": string,"key": string,"label": string,"team_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"description"?: string,"key": string,"label": string,"team_id"?: string | null
                  }
                  Update: {
                    "created_at"?: string,"description"?: string,"key"?: string,"label"?: string,"team_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "ticket_categories_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    }
                  ]
                },"ticket_counts": {
                  Row: {
                    "assignee_id": string | null,"category": string | null,"id": number,"is_open": boolean | null,"is_snoozed": boolean,"priority": number | null,"shard": number,"status": string,"team_id": string | null,"tickets": number
                  }
                  ComputedFields: never
                  Insert: {
                    "assignee_id"?: string | null,"category"?: string | null,"id"?: never,"is_open"?: never,"is_snoozed": boolean,"priority"?: number | null,"shard": number,"status": string,"team_id"?: string | null,"tickets": number
                  }
                  Update: {
                    "assignee_id"?: string | null,"category"?: string | null,"id"?: never,"is_open"?: never,"is_snoozed"?: boolean,"priority"?: number | null,"shard"?: number,"status"?: string,"team_id"?: string | null,"tickets"?: number
                  }
                  Relationships: [
                    
                  ]
                },"ticket_fields": {
                  Row: {
                    "field": string,"ticket_id": string,"value": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "field": string,"ticket_id": string,"value": NonNullable<Json>
                  }
                  Update: {
                    "field"?: string,"ticket_id"?: string,"value"?: NonNullable<Json>
                  }
                  Relationships: [
                    {
      foreignKeyName: "ticket_fields_field_fkey"
      columns: ["field"]
isOneToOne: false
      referencedRelation: "custom_field_definitions"
      referencedColumns: ["key"]
    },{
      foreignKeyName: "ticket_fields_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_fields_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_fields_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_fields_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_fields_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_fields_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"ticket_links": {
                  Row: {
                    "created_at": string,"created_by": string | null,"from_id": string,"kind": string,"to_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"created_by"?: string | null,"from_id": string,"kind": string,"to_id": string
                  }
                  Update: {
                    "created_at"?: string,"created_by"?: string | null,"from_id"?: string,"kind"?: string,"to_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ticket_links_created_by_fkey"
      columns: ["created_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_links_from_id_fkey"
      columns: ["from_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_links_from_id_fkey"
      columns: ["from_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_links_from_id_fkey"
      columns: ["from_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_links_from_id_fkey"
      columns: ["from_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_links_from_id_fkey"
      columns: ["from_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_links_from_id_fkey"
      columns: ["from_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_links_to_id_fkey"
      columns: ["to_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_links_to_id_fkey"
      columns: ["to_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_links_to_id_fkey"
      columns: ["to_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_links_to_id_fkey"
      columns: ["to_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_links_to_id_fkey"
      columns: ["to_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_links_to_id_fkey"
      columns: ["to_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"ticket_merges": {
                  Row: {
                    "before": NonNullable<Json>,"id": string,"merged_at": string,"merged_by": string | null,"source_id": string,"target_id": string,"undone_at": string | null,"undone_by": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "before": NonNullable<Json>,"id"?: string,"merged_at"?: string,"merged_by"?: string | null,"source_id": string,"target_id": string,"undone_at"?: string | null,"undone_by"?: string | null
                  }
                  Update: {
                    "before"?: NonNullable<Json>,"id"?: string,"merged_at"?: string,"merged_by"?: string | null,"source_id"?: string,"target_id"?: string,"undone_at"?: string | null,"undone_by"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "ticket_merges_merged_by_fkey"
      columns: ["merged_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_merges_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_merges_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_merges_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_merges_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_merges_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_merges_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_merges_target_id_fkey"
      columns: ["target_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_merges_target_id_fkey"
      columns: ["target_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_merges_target_id_fkey"
      columns: ["target_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_merges_target_id_fkey"
      columns: ["target_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_merges_target_id_fkey"
      columns: ["target_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_merges_target_id_fkey"
      columns: ["target_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_merges_undone_by_fkey"
      columns: ["undone_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"ticket_search": {
                  Row: {
                    "document": unknown,"number": number,"shared": unknown,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "document": unknown,"number": number,"shared"?: unknown,"ticket_id": string
                  }
                  Update: {
                    "document"?: unknown,"number"?: number,"shared"?: unknown,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ticket_search_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_search_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_search_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_search_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_search_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_search_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"ticket_spells": {
                  Row: {
                    "began_at": string,"business_s": number | null,"ended_as": string | null,"ended_at": string | null,"first_reply_at": string | null,"first_reply_business_s": number | null,"first_reply_by": string | null,"member_id": string | null,"number": number,"replies_agent": number,"replies_ai": number,"team_id": string | null,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "began_at": string,"business_s"?: number | null,"ended_as"?: string | null,"ended_at"?: string | null,"first_reply_at"?: string | null,"first_reply_business_s"?: number | null,"first_reply_by"?: string | null,"member_id"?: string | null,"number": number,"replies_agent"?: number,"replies_ai"?: number,"team_id"?: string | null,"ticket_id": string
                  }
                  Update: {
                    "began_at"?: string,"business_s"?: number | null,"ended_as"?: string | null,"ended_at"?: string | null,"first_reply_at"?: string | null,"first_reply_business_s"?: number | null,"first_reply_by"?: string | null,"member_id"?: string | null,"number"?: number,"replies_agent"?: number,"replies_ai"?: number,"team_id"?: string | null,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ticket_spells_member_id_fkey"
      columns: ["member_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_spells_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_spells_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_spells_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_spells_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_spells_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_spells_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_spells_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"ticket_splits": {
                  Row: {
                    "drafts": (string)[],"id": string,"interaction_ids": (string)[],"new_id": string,"source_id": string,"split_at": string,"split_by": string | null,"undone_at": string | null,"undone_by": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "drafts"?: (string)[],"id"?: string,"interaction_ids": (string)[],"new_id": string,"source_id": string,"split_at"?: string,"split_by"?: string | null,"undone_at"?: string | null,"undone_by"?: string | null
                  }
                  Update: {
                    "drafts"?: (string)[],"id"?: string,"interaction_ids"?: (string)[],"new_id"?: string,"source_id"?: string,"split_at"?: string,"split_by"?: string | null,"undone_at"?: string | null,"undone_by"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "ticket_splits_new_id_fkey"
      columns: ["new_id"]
isOneToOne: true
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_splits_new_id_fkey"
      columns: ["new_id"]
isOneToOne: true
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_splits_new_id_fkey"
      columns: ["new_id"]
isOneToOne: true
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_splits_new_id_fkey"
      columns: ["new_id"]
isOneToOne: true
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_splits_new_id_fkey"
      columns: ["new_id"]
isOneToOne: true
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_splits_new_id_fkey"
      columns: ["new_id"]
isOneToOne: true
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_splits_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_splits_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_splits_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_splits_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_splits_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_splits_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_splits_split_by_fkey"
      columns: ["split_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_splits_undone_by_fkey"
      columns: ["undone_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"ticket_status_transitions": {
                  Row: {
                    "by_reply_only": boolean,"from_status": string,"to_status": string
                  }
                  ComputedFields: never
                  Insert: {
                    "by_reply_only"?: boolean,"from_status": string,"to_status": string
                  }
                  Update: {
                    "by_reply_only"?: boolean,"from_status"?: string,"to_status"?: string
                  }
                  Relationships: [
                    
                  ]
                },"ticket_tags": {
                  Row: {
                    "created_at": string,"tag": string,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"tag": string,"ticket_id": string
                  }
                  Update: {
                    "created_at"?: string,"tag"?: string,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ticket_tags_tag_fkey"
      columns: ["tag"]
isOneToOne: false
      referencedRelation: "tags"
      referencedColumns: ["key"]
    },{
      foreignKeyName: "ticket_tags_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_tags_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_tags_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_tags_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_tags_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_tags_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"ticket_vectors": {
                  Row: {
                    "at": string,"embedding": unknown,"embedding_model": string,"interaction_id": string,"ticket_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "at"?: string,"embedding": unknown,"embedding_model": string,"interaction_id": string,"ticket_id": string
                  }
                  Update: {
                    "at"?: string,"embedding"?: unknown,"embedding_model"?: string,"interaction_id"?: string,"ticket_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ticket_vectors_interaction_id_fkey"
      columns: ["interaction_id"]
isOneToOne: false
      referencedRelation: "interactions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_vectors_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_vectors_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_vectors_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_vectors_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_vectors_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_vectors_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: true
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"ticket_watchers": {
                  Row: {
                    "created_at": string,"member_id": string,"ticket_id": string,"why": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"member_id": string,"ticket_id": string,"why": string
                  }
                  Update: {
                    "created_at"?: string,"member_id"?: string,"ticket_id"?: string,"why"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ticket_watchers_member_id_fkey"
      columns: ["member_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ticket_watchers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_watchers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_watchers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_watchers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_watchers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "ticket_watchers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"tickets": {
                  Row: {
                    "assignee_id": string | null,"category": string | null,"channel": string,"closed_at": string | null,"created_at": string,"customer_id": string,"first_response_at": string | null,"follows_ticket_id": string | null,"id": string,"is_open": boolean | null,"is_snoozed": boolean,"language": string | null,"merged_into": string | null,"metadata": NonNullable<Json>,"next_due_at": string | null,"number": number,"priority": number,"reopen_count": number,"snoozed_until": string | null,"solved_at": string | null,"status": string,"subject": string,"team_id": string | null,"updated_at": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "assignee_id"?: string | null,"category"?: string | null,"channel"?: string,"closed_at"?: string | null,"created_at"?: string,"customer_id": string,"first_response_at"?: string | null,"follows_ticket_id"?: string | null,"id"?: string,"is_open"?: never,"is_snoozed"?: boolean,"language"?: string | null,"merged_into"?: string | null,"metadata"?: NonNullable<Json>,"next_due_at"?: string | null,"number"?: number,"priority"?: number,"reopen_count"?: number,"snoozed_until"?: string | null,"solved_at"?: string | null,"status"?: string,"subject"?: string,"team_id"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Update: {
                    "assignee_id"?: string | null,"category"?: string | null,"channel"?: string,"closed_at"?: string | null,"created_at"?: string,"customer_id"?: string,"first_response_at"?: string | null,"follows_ticket_id"?: string | null,"id"?: string,"is_open"?: never,"is_snoozed"?: boolean,"language"?: string | null,"merged_into"?: string | null,"metadata"?: NonNullable<Json>,"next_due_at"?: string | null,"number"?: number,"priority"?: number,"reopen_count"?: number,"snoozed_until"?: string | null,"solved_at"?: string | null,"status"?: string,"subject"?: string,"team_id"?: string | null,"updated_at"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "tickets_assignee_id_fkey"
      columns: ["assignee_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "tickets_category_fkey"
      columns: ["category"]
isOneToOne: false
      referencedRelation: "ticket_categories"
      referencedColumns: ["key"]
    },{
      foreignKeyName: "tickets_customer_id_fkey"
      columns: ["customer_id"]
isOneToOne: false
      referencedRelation: "customers"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "tickets_follows_ticket_id_fkey"
      columns: ["follows_ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "tickets_follows_ticket_id_fkey"
      columns: ["follows_ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "tickets_follows_ticket_id_fkey"
      columns: ["follows_ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "tickets_follows_ticket_id_fkey"
      columns: ["follows_ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "tickets_follows_ticket_id_fkey"
      columns: ["follows_ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "tickets_follows_ticket_id_fkey"
      columns: ["follows_ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "tickets_merged_into_fkey"
      columns: ["merged_into"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "tickets_merged_into_fkey"
      columns: ["merged_into"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "tickets_merged_into_fkey"
      columns: ["merged_into"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "tickets_merged_into_fkey"
      columns: ["merged_into"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "tickets_merged_into_fkey"
      columns: ["merged_into"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "tickets_merged_into_fkey"
      columns: ["merged_into"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "tickets_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    }
                  ]
                },"timers": {
                  Row: {
                    "attempts": number,"created_at": string,"due_at": string,"id": string,"key": string,"kind": string,"last_error": string | null,"payload": NonNullable<Json>,"ran_at": string | null,"state": string,"ticket_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"created_at"?: string,"due_at": string,"id"?: string,"key"?: string,"kind": string,"last_error"?: string | null,"payload"?: NonNullable<Json>,"ran_at"?: string | null,"state"?: string,"ticket_id"?: string | null
                  }
                  Update: {
                    "attempts"?: number,"created_at"?: string,"due_at"?: string,"id"?: string,"key"?: string,"kind"?: string,"last_error"?: string | null,"payload"?: NonNullable<Json>,"ran_at"?: string | null,"state"?: string,"ticket_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "timers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "timers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "timers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "timers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "timers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "timers_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"triage_examples": {
                  Row: {
                    "category": string,"id": number,"language": string,"text": string
                  }
                  ComputedFields: never
                  Insert: {
                    "category": string,"id"?: number,"language": string,"text": string
                  }
                  Update: {
                    "category"?: string,"id"?: number,"language"?: string,"text"?: string
                  }
                  Relationships: [
                    
                  ]
                },"triage_labels": {
                  Row: {
                    "at": string,"by_member": string | null,"field": string,"id": string,"interaction_id": string,"ticket_id": string,"value": string,"was": string | null,"withdrawn_at": string | null,"withdrawn_by": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "at"?: string,"by_member"?: string | null,"field": string,"id"?: string,"interaction_id": string,"ticket_id": string,"value": string,"was"?: string | null,"withdrawn_at"?: string | null,"withdrawn_by"?: string | null
                  }
                  Update: {
                    "at"?: string,"by_member"?: string | null,"field"?: string,"id"?: string,"interaction_id"?: string,"ticket_id"?: string,"value"?: string,"was"?: string | null,"withdrawn_at"?: string | null,"withdrawn_by"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "triage_labels_by_member_fkey"
      columns: ["by_member"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "triage_labels_interaction_id_fkey"
      columns: ["interaction_id"]
isOneToOne: false
      referencedRelation: "interactions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "triage_labels_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "triage_labels_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "triage_labels_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "triage_labels_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "triage_labels_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "triage_labels_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "triage_labels_withdrawn_by_fkey"
      columns: ["withdrawn_by"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    }
                  ]
                },"uploads": {
                  Row: {
                    "content_type": string,"created_at": string,"draft_id": string | null,"id": string,"name": string,"path": string,"sha256": string,"size": number,"ticket_id": string | null,"uploaded_by": string | null,"used_at": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "content_type": string,"created_at"?: string,"draft_id"?: string | null,"id"?: string,"name": string,"path": string,"sha256": string,"size": number,"ticket_id"?: string | null,"uploaded_by"?: string | null,"used_at"?: string | null
                  }
                  Update: {
                    "content_type"?: string,"created_at"?: string,"draft_id"?: string | null,"id"?: string,"name"?: string,"path"?: string,"sha256"?: string,"size"?: number,"ticket_id"?: string | null,"uploaded_by"?: string | null,"used_at"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "uploads_draft_id_fkey"
      columns: ["draft_id"]
isOneToOne: false
      referencedRelation: "drafts"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "uploads_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_clocks"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "uploads_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_decisions"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "uploads_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_ratings"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "uploads_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_spells"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "uploads_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "report_tickets"
      referencedColumns: ["ticket_id"]
    },{
      foreignKeyName: "uploads_ticket_id_fkey"
      columns: ["ticket_id"]
isOneToOne: false
      referencedRelation: "tickets"
      referencedColumns: ["id"]
    }
                  ]
                },"views": {
                  Row: {
                    "columns": (string)[],"created_at": string,"created_by": string | null,"filter": NonNullable<Json>,"id": string,"key": string | null,"name": string,"owner_id": string | null,"position": number,"query": string,"scope": string,"sort": string,"team_id": string | null,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "columns"?: (string)[],"created_at"?: string,"created_by"?: string | null,"filter": NonNullable<Json>,"id"?: string,"key"?: string | null,"name": string,"owner_id"?: string | null,"position"?: number,"query"?: string,"scope": string,"sort"?: string,"team_id"?: string | null,"updated_at"?: string
                  }
                  Update: {
                    "columns"?: (string)[],"created_at"?: string,"created_by"?: string | null,"filter"?: NonNullable<Json>,"id"?: string,"key"?: string | null,"name"?: string,"owner_id"?: string | null,"position"?: number,"query"?: string,"scope"?: string,"sort"?: string,"team_id"?: string | null,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "views_owner_id_fkey"
      columns: ["owner_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "views_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    }
                  ]
                },"workers": {
                  Row: {
                    "info": NonNullable<Json>,"name": string,"seen_at": string,"started_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "info"?: NonNullable<Json>,"name": string,"seen_at"?: string,"started_at"?: string
                  }
                  Update: {
                    "info"?: NonNullable<Json>,"name"?: string,"seen_at"?: string,"started_at"?: string
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            "report_clocks": {
                  Row: {
                    "assignee": string | null,"category": string | null,"channel": string,"created_at": string,"decided_at": string | null,"elapsed_s": number,"kept": boolean | null,"language": string | null,"merged": boolean | null,"metric": string,"number": number,"policy": string | null,"priority": number,"reopen_count": number,"started_at": string,"status": string,"target_s": number | null,"team": string | null,"ticket_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "tickets_category_fkey"
      columns: ["category"]
isOneToOne: false
      referencedRelation: "ticket_categories"
      referencedColumns: ["key"]
    }
                  ]
                },"report_decisions": {
                  Row: {
                    "assignee": string | null,"awaited": boolean | null,"category": string | null,"channel": string,"confidence": number,"created_at": string,"decided_at": string,"decision_id": string,"edited": boolean | null,"guessed": string,"language": string | null,"lasting": boolean | null,"merged": boolean | null,"number": number,"outcome": string,"priority": number,"rejected": boolean | null,"reopen_count": number,"resolved": boolean | null,"sent": boolean | null,"spell": number | null,"status": string,"team": string | null,"ticket_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "tickets_category_fkey"
      columns: ["category"]
isOneToOne: false
      referencedRelation: "ticket_categories"
      referencedColumns: ["key"]
    }
                  ]
                },"report_ratings": {
                  Row: {
                    "assignee": string | null,"category": string | null,"channel": string,"created_at": string,"language": string | null,"merged": boolean | null,"number": number,"priority": number,"rated_at": string,"reopen_count": number,"score": number,"solved_by": string | null,"spell": number,"status": string,"team": string | null,"ticket_id": string,"way": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "tickets_category_fkey"
      columns: ["category"]
isOneToOne: false
      referencedRelation: "ticket_categories"
      referencedColumns: ["key"]
    }
                  ]
                },"report_spells": {
                  Row: {
                    "assignee": string | null,"began_at": string,"business_s": number | null,"category": string | null,"channel": string,"created_at": string,"ended_as": string | null,"ended_at": string | null,"ended_by": string | null,"first_reply_at": string | null,"first_reply_business_s": number | null,"first_reply_by": string | null,"first_reply_s": number | null,"language": string | null,"lasted_s": number | null,"merged": boolean | null,"number": number,"priority": number,"reopen_count": number,"reopened_at": string | null,"replies_agent": number,"replies_ai": number,"spell": number,"status": string,"team": string | null,"ticket_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "tickets_category_fkey"
      columns: ["category"]
isOneToOne: false
      referencedRelation: "ticket_categories"
      referencedColumns: ["key"]
    }
                  ]
                },"report_tickets": {
                  Row: {
                    "assignee": string | null,"category": string | null,"channel": string,"created_at": string,"language": string | null,"merged": boolean | null,"number": number,"priority": number,"reopen_count": number,"status": string,"team": string | null,"ticket_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "tickets_category_fkey"
      columns: ["category"]
isOneToOne: false
      referencedRelation: "ticket_categories"
      referencedColumns: ["key"]
    }
                  ]
                },"ticket_threads": {
                  Row: {
                    "author": string | null,"automatic": string | null,"content": string | null,"created_at": string | null,"created_by": string | null,"customer_id": string | null,"full_content": string | null,"id": string | null,"message_id": string | null,"metadata": Json | null,"thread_id": string | null,"ticket_id": string | null,"type": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                }
          }
          Functions: {
            "accept_invitation":
{ Args: { "p_token"?: string }; Returns: Json
                           },
"add_absence":
{ Args: { "p_ends_at"?: string,"p_member"?: string,"p_note"?: string,"p_starts_at"?: string }; Returns: Json
                           },
"add_customer_address":
{ Args: { "p_address": string,"p_channel"?: string,"p_customer_id": string,"p_verified"?: boolean }; Returns: Json
                           },
"add_customer_note":
{ Args: { "p_customer_id": string,"p_text": string }; Returns: Json
                           },
"add_message":
{ Args: { "p_attachments"?: (string)[],"p_text": string,"p_ticket_id": string }; Returns: Json
                           },
"add_note":
{ Args: { "p_text": string,"p_ticket_id": string }; Returns: Json
                           },
"ai_budget":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"apply_macro":
{ Args: { "p_macro_id": string,"p_send"?: boolean,"p_ticket_id": string,"p_version"?: number }; Returns: Json
                           },
"approve_draft":
{ Args: { "p_anyway"?: boolean,"p_draft_id": string,"p_status"?: string,"p_text"?: string,"p_version"?: number }; Returns: Json
                           },
"approve_suggestion":
{ Args: { "p_content"?: string,"p_reason"?: string,"p_slug"?: string,"p_suggestion_id": string,"p_title"?: string,"p_visibility"?: string }; Returns: Json
                           },
"article_ratings":
{ Args: { "p_days"?: number }; Returns: {
              "article_id": string,"comments": number,"helpful": number,"latest": string,"slug": string,"title": string,"unhelpful": number
            }[]
                           },
"begin_notice":
{ Args: { "p_job_id": string,"p_job_token": string,"p_message_id": string,"p_notice_id": string }; Returns: Json
                           },
"begin_send":
{ Args: { "p_draft_id": string,"p_job_id": string,"p_job_token": string,"p_message_id": string }; Returns: Json
                           },
"block_sender":
{ Args: { "p_address"?: string,"p_customer_id"?: string,"p_domain"?: string,"p_reason"?: string }; Returns: Json
                           },
"book_call":
{ Args: { "p_phone"?: string,"p_starts_at": string,"p_ticket_id": string }; Returns: Json
                           },
"call_slots":
{ Args: { "p_ticket_id": string }; Returns: Json
                           },
"cancel_call":
{ Args: { "p_call_id": string }; Returns: Json
                           },
"cancel_reply":
{ Args: { "p_draft_id": string }; Returns: Json
                           },
"category_labels":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"claim_jobs":
{ Args: { "p_kinds": (string)[],"p_lease_seconds"?: number,"p_limit"?: number,"p_worker": string }; Returns: {
              "attempts": number,"id": string,"kind": string,"payload": Json,"token": string,"waited_ms": number
            }[]
                           },
"close_request":
{ Args: { "p_ticket_id": string }; Returns: Json
                           },
"count_deflection":
{ Args: { "p_key": string,"p_slug"?: string,"p_way": string }; Returns: Json
                           },
"create_ticket":
{ Args: { "p_attachments"?: (string)[],"p_customer_email"?: string,"p_key"?: string,"p_subject": string,"p_text": string }; Returns: Json
                           },
"customer_history":
{ Args: { "p_before"?: string,"p_customer_id": string,"p_limit"?: number }; Returns: Json
                           },
"delete_canned_answer":
{ Args: { "p_answer_id": string }; Returns: Json
                           },
"delete_macro":
{ Args: { "p_macro_id": string }; Returns: Json
                           },
"delete_rule":
{ Args: { "p_name": string }; Returns: Json
                           },
"delete_view":
{ Args: { "p_view_id": string }; Returns: Json
                           },
"discard_member_draft":
{ Args: { "p_mode"?: string,"p_ticket_id": string }; Returns: Json
                           },
"duplicate_candidates":
{ Args: { "p_limit"?: number,"p_ticket_id": string }; Returns: {
              "chance": number,"cosine": number,"number": number,"same_customer": boolean,"status": string,"subject": string,"subject_alike": number,"ticket_id": string
            }[]
                           },
"embed_stale":
{ Args: { "p_model": string }; Returns: number
                           },
"end_absence":
{ Args: { "p_absence_id": string }; Returns: Json
                           },
"end_session":
{ Args: { "p_session_id": string }; Returns: Json
                           },
"explain_query":
{ Args: { "p_query": string }; Returns: Json
                           },
"extend_job":
{ Args: { "p_job_id": string,"p_lease_seconds"?: number,"p_token": string }; Returns: boolean
                           },
"fail_job":
{ Args: { "p_error": string,"p_job_id": string,"p_retryable"?: boolean,"p_token": string }; Returns: string
                           },
"feedback_form":
{ Args: { "p_token": string }; Returns: Json
                           },
"finish_job":
{ Args: { "p_job_id": string,"p_token": string }; Returns: boolean
                           },
"give_feedback":
{ Args: { "p_comment"?: string,"p_score": number,"p_token": string }; Returns: Json
                           },
"import_orders":
{ Args: { "p_rows": Json }; Returns: Json
                           },
"inbound_raw":
{ Args: { "p_event_id": string }; Returns: string
                           },
"invite_member":
{ Args: { "p_days"?: number,"p_email": string,"p_locale"?: string,"p_name"?: string,"p_role"?: string,"p_teams"?: (string)[] }; Returns: Json
                           },
"judge_decision":
{ Args: { "p_decision_id": string,"p_right": boolean }; Returns: Json
                           },
"judged_decisions":
{ Args: { "p_limit"?: number,"p_since": string }; Returns: Json
                           },
"label_ticket":
{ Args: { "p_field": string,"p_ticket_id": string,"p_value": string }; Returns: Json
                           },
"lasting_answers":
{ Args: { "p_limit"?: number,"p_model": string }; Returns: {
              "answer": string,"language": string,"names": (string)[],"question": string,"reply_id": string,"ticket_id": string
            }[]
                           },
"link_tickets":
{ Args: { "p_kind"?: string,"p_other_id": string,"p_ticket_id": string }; Returns: Json
                           },
"list_tickets":
{ Args: { "p_after"?: string,"p_filter"?: Json,"p_limit"?: number,"p_query"?: string,"p_sort"?: string,"p_view"?: string }; Returns: Json
                           },
"make_digests":
{ Args: { "p_now"?: string }; Returns: number
                           },
"mark_notice":
{ Args: { "p_detail"?: string,"p_notice_id": string,"p_state": string }; Returns: Json
                           },
"mark_sent":
{ Args: { "p_delivery_id": string,"p_detail"?: string,"p_state": string }; Returns: Json
                           },
"match_cases":
{ Args: { "p_embedding": string,"p_for_customer"?: string,"p_language"?: string,"p_limit"?: number,"p_model": string }; Returns: {
              "answer": string,"cosine": number,"language": string,"number": number,"question": string,"ticket_id": string
            }[]
                           },
"match_knowledge":
{ Args: { "p_embedding": string,"p_for_customer"?: string,"p_limit"?: number,"p_model": string,"p_query": string }; Returns: {
              "article_id": string,"article_version": number,"bm25_score": number,"chunk_id": string,"content": string,"heading": string,"language": string,"questions": Json,"score": number,"slug": string,"start_offset": number,"title": string,"vector_score": number
            }[]
                           },
"merge_customers":
{ Args: { "p_reason"?: string,"p_source_id": string,"p_target_id": string }; Returns: Json
                           },
"merge_tickets":
{ Args: { "p_confirm"?: boolean,"p_source_id": string,"p_target_id": string }; Returns: Json
                           },
"my_data":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"my_sessions":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"new_signals":
{ Args: { "p_limit"?: number }; Returns: Json
                           },
"notification_settings":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"open_follow_up":
{ Args: { "p_note"?: string,"p_subject"?: string,"p_ticket_id": string }; Returns: Json
                           },
"open_gaps":
{ Args: { "p_model": string }; Returns: Json
                           },
"open_request":
{ Args: { "p_attachments"?: (string)[],"p_fields"?: Json,"p_key"?: string,"p_subject": string,"p_text": string }; Returns: Json
                           },
"open_ticket":
{ Args: { "p_ticket_id": string }; Returns: Json
                           },
"order_of_ticket":
{ Args: { "p_number": string,"p_ticket_id": string }; Returns: Json
                           },
"policy_agreement":
{ Args: { "p_category": string }; Returns: Json
                           },
"portal_terms":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"prepare_upload":
{ Args: { "p_content_type": string,"p_name": string,"p_sha256": string,"p_size": number,"p_ticket_id": string }; Returns: Json
                           },
"preview_macro":
{ Args: { "p_macro_id": string,"p_ticket_id": string }; Returns: Json
                           },
"promote_policy":
{ Args: { "p_category": string }; Returns: Json
                           },
"rate_article":
{ Args: { "p_comment"?: string,"p_helpful": boolean,"p_reader"?: string,"p_slug": string }; Returns: Json
                           },
"rate_ticket":
{ Args: { "p_comment"?: string,"p_score": number,"p_ticket_id": string }; Returns: Json
                           },
"raw_moved":
{ Args: { "p_event_id": string,"p_path": string }; Returns: undefined
                           },
"read_notifications":
{ Args: { "p_all"?: boolean,"p_ids"?: (string)[],"p_ticket_id"?: string,"p_until"?: string }; Returns: Json
                           },
"receive_message":
{ Args: { "p_message": Json,"p_raw_path"?: string }; Returns: Json
                           },
"record_answer":
{ Args: { "p_answer": Json,"p_interaction_id": string,"p_job_id"?: string,"p_job_token"?: string,"p_waited_ms"?: number }; Returns: Json
                           },
"record_feedback":
{ Args: { "p_note"?: string,"p_ticket_id": string }; Returns: Json
                           },
"reject_draft":
{ Args: { "p_draft_id": string,"p_reason"?: string }; Returns: Json
                           },
"reject_suggestion":
{ Args: { "p_reason": string,"p_suggestion_id": string }; Returns: Json
                           },
"remove_company":
{ Args: { "p_company_id": string }; Returns: Json
                           },
"remove_customer_address":
{ Args: { "p_address": string,"p_channel"?: string,"p_customer_id": string }; Returns: Json
                           },
"remove_customer_note":
{ Args: { "p_note_id": string }; Returns: Json
                           },
"remove_holiday":
{ Args: { "p_calendar": string,"p_day": string }; Returns: number
                           },
"remove_team":
{ Args: { "p_into"?: string,"p_team": string }; Returns: Json
                           },
"remove_upload":
{ Args: { "p_upload_id": string }; Returns: Json
                           },
"rename_tag":
{ Args: { "p_key": string,"p_to": string }; Returns: Json
                           },
"renew_feedback_key":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"replace_chunks":
{ Args: { "p_article_id": string,"p_chunks": Json,"p_fingerprint": string,"p_lead": string,"p_model": string,"p_version": number }; Returns: boolean
                           },
"reply_to_ticket":
{ Args: { "p_answers"?: string,"p_anyway"?: boolean,"p_attachments"?: (string)[],"p_status"?: string,"p_text": string,"p_ticket_id": string,"p_version"?: number }; Returns: Json
                           },
"report":
{ Args: { "p_by"?: (string)[],"p_filter"?: Json,"p_from"?: string,"p_name": string,"p_to"?: string }; Returns: Json
                           },
"report_rows":
{ Args: { "p_filter"?: Json,"p_from"?: string,"p_limit"?: number,"p_line"?: Json,"p_name": string,"p_offset"?: number,"p_to"?: string }; Returns: Json
                           },
"resend_invitation":
{ Args: { "p_days"?: number,"p_invitation_id": string }; Returns: Json
                           },
"reserve_ai_budget":
{ Args: { "p_key": string,"p_lease_seconds"?: number,"p_offers": Json }; Returns: Json
                           },
"resolve_delivery":
{ Args: { "p_arrived": boolean,"p_delivery_id": string }; Returns: Json
                           },
"retry_job":
{ Args: { "p_job_id": string }; Returns: string
                           },
"retry_timers":
{ Args: { "p_timer_ids"?: (string)[] }; Returns: Json
                           },
"revoke_invitation":
{ Args: { "p_invitation_id": string }; Returns: Json
                           },
"route_ticket":
{ Args: { "p_reason"?: string,"p_ticket_id": string }; Returns: Json
                           },
"routing_overview":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"rule_language":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"run_timers":
{ Args: { "p_limit"?: number,"p_now"?: string }; Returns: Json
                           },
"save_article":
{ Args: { "p_category"?: string,"p_content": string,"p_language"?: string,"p_questions"?: Json,"p_slug": string,"p_source"?: string,"p_status"?: string,"p_team"?: string,"p_title": string,"p_visibility"?: string }; Returns: Json
                           },
"save_canned_answer":
{ Args: { "p_language"?: string,"p_scope"?: string,"p_shortcut": string,"p_team"?: string,"p_text": string,"p_title"?: string }; Returns: Json
                           },
"save_cases":
{ Args: { "p_cases": Json,"p_model": string }; Returns: number
                           },
"save_examples":
{ Args: { "p_examples": Json }; Returns: number
                           },
"save_gap":
{ Args: { "p_gap": Json,"p_model": string }; Returns: string
                           },
"save_macro":
{ Args: { "p_actions"?: Json,"p_active"?: boolean,"p_description"?: string,"p_macro_id"?: string,"p_name"?: string,"p_position"?: number,"p_scope"?: string,"p_team"?: string,"p_text"?: string }; Returns: Json
                           },
"save_member_draft":
{ Args: { "p_attachments"?: (string)[],"p_mode"?: string,"p_text": string,"p_ticket_id": string,"p_version"?: number }; Returns: Json
                           },
"save_model":
{ Args: { "p_embedding_model": string,"p_kind": string,"p_metrics": Json,"p_version": string,"p_weights": string }; Returns: boolean
                           },
"save_view":
{ Args: { "p_columns"?: (string)[],"p_filter"?: Json,"p_name"?: string,"p_position"?: number,"p_query"?: string,"p_scope"?: string,"p_sort"?: string,"p_team"?: string,"p_view_id"?: string }; Returns: Json
                           },
"search_canned_answers":
{ Args: { "p_language"?: string,"p_limit"?: number,"p_query"?: string }; Returns: {
              "id": string,"language": string,"scope": string,"shortcut": string,"text": string,"title": string,"uses": number
            }[]
                           },
"search_customers":
{ Args: { "p_limit"?: number,"p_query": string }; Returns: {
              "company": string,"email": string,"id": string,"name": string,"rank": number
            }[]
                           },
"search_knowledge":
{ Args: { "p_embeddings": (string)[],"p_for_customer"?: string,"p_language"?: string,"p_limit"?: number,"p_model": string,"p_per_article"?: number,"p_product"?: string,"p_texts": (string)[],"p_weights": (number)[] }; Returns: {
              "article_id": string,"article_version": number,"bm25_score": number,"chunk_id": string,"content": string,"heading": string,"language": string,"lead": string,"products": (string)[],"questions": Json,"score": number,"slug": string,"start_offset": number,"terms": (string)[],"title": string,"vector_score": number,"visibility": string
            }[]
                           },
"search_tickets":
{ Args: { "p_after"?: string,"p_limit"?: number,"p_query": string }; Returns: Json
                           },
"set_ai_price":
{ Args: { "p_model": string,"p_usd_in"?: number,"p_usd_out"?: number }; Returns: Json
                           },
"set_ai_terms":
{ Args: { "p_changes": Json }; Returns: Json
                           },
"set_calendar":
{ Args: { "p_default"?: boolean,"p_hours"?: Json,"p_key": string,"p_name"?: string,"p_time_zone"?: string }; Returns: Json
                           },
"set_category":
{ Args: { "p_description": string,"p_key": string,"p_label": string,"p_team": string }; Returns: string
                           },
"set_category_tools":
{ Args: { "p_category": string,"p_tools": (string)[] }; Returns: Json
                           },
"set_company":
{ Args: { "p_company_id"?: string,"p_domain"?: string,"p_name"?: string,"p_shares_tickets"?: boolean }; Returns: Json
                           },
"set_customer":
{ Args: { "p_company"?: string,"p_company_domain"?: string,"p_email": string,"p_locale"?: string,"p_name"?: string,"p_user_id"?: string }; Returns: Json
                           },
"set_customer_address":
{ Args: { "p_address": string,"p_channel"?: string,"p_customer_id": string,"p_primary"?: boolean,"p_verified"?: boolean }; Returns: Json
                           },
"set_digest":
{ Args: { "p_every"?: string,"p_hour"?: number,"p_time_zone"?: string }; Returns: Json
                           },
"set_field":
{ Args: { "p_active"?: boolean,"p_choices"?: Json,"p_key": string,"p_label"?: Json,"p_position"?: number,"p_required_to_solve"?: boolean,"p_type"?: string,"p_visible_to_customer"?: boolean }; Returns: Json
                           },
"set_holiday":
{ Args: { "p_calendar": string,"p_day": string,"p_ends"?: string,"p_name"?: string,"p_starts"?: string,"p_yearly"?: boolean }; Returns: Json
                           },
"set_mail_preference":
{ Args: { "p_customer_id"?: string,"p_locale"?: string,"p_mails"?: string }; Returns: Json
                           },
"set_member":
{ Args: { "p_active"?: boolean,"p_email": string,"p_name": string,"p_role": string,"p_teams"?: (string)[],"p_user_id": string }; Returns: Json
                           },
"set_member_active":
{ Args: { "p_active": boolean,"p_member_id": string }; Returns: Json
                           },
"set_member_routing":
{ Args: { "p_calendar"?: string,"p_capacity"?: number,"p_member": string,"p_skills"?: (string)[] }; Returns: Json
                           },
"set_my_details":
{ Args: { "p_locale"?: string,"p_name"?: string,"p_time_zone"?: string }; Returns: Json
                           },
"set_notification":
{ Args: { "p_kind": string,"p_way": string }; Returns: Json
                           },
"set_policy":
{ Args: { "p_category": string,"p_min_answerability"?: number,"p_min_confidence"?: number,"p_mode": string }; Returns: Json
                           },
"set_products":
{ Args: { "p_products": (string)[],"p_slug": string }; Returns: Json
                           },
"set_profile":
{ Args: { "p_available"?: boolean,"p_locale"?: string,"p_name"?: string,"p_signature"?: string,"p_time_zone"?: string }; Returns: Json
                           },
"set_promotion":
{ Args: { "p_bar"?: number,"p_category": string,"p_promote"?: string }; Returns: Json
                           },
"set_rule":
{ Args: { "p_actions"?: Json,"p_active"?: boolean,"p_conditions"?: Json,"p_event"?: string,"p_name": string,"p_position"?: number,"p_stop"?: boolean }; Returns: Json
                           },
"set_setting":
{ Args: { "p_key": string,"p_value": Json }; Returns: Json
                           },
"set_skills_needed":
{ Args: { "p_fact": string,"p_skills": (string)[],"p_value": string }; Returns: Json
                           },
"set_sla_policy":
{ Args: { "p_key": string,"p_policy": Json }; Returns: Json
                           },
"set_tag":
{ Args: { "p_description"?: string,"p_key": string }; Returns: Json
                           },
"set_team":
{ Args: { "p_default"?: boolean,"p_key": string,"p_name": string }; Returns: string
                           },
"set_team_member":
{ Args: { "p_belongs"?: boolean,"p_member_id": string,"p_team": string }; Returns: (string)[]
                           },
"set_team_routing":
{ Args: { "p_fallback"?: string,"p_strategy"?: string,"p_team": string }; Returns: Json
                           },
"set_team_signature":
{ Args: { "p_signature": string,"p_team": string }; Returns: Json
                           },
"set_ticket_status":
{ Args: { "p_status": string,"p_ticket_id": string }; Returns: Json
                           },
"settle_ai_budget":
{ Args: { "p_call": Json,"p_reservation_id": string }; Returns: Json
                           },
"split_ticket":
{ Args: { "p_interaction_ids": (string)[],"p_subject"?: string,"p_ticket_id": string }; Returns: Json
                           },
"stale_articles":
{ Args: { "p_days"?: number,"p_old_days"?: number }; Returns: {
              "article_id": string,"changed": number,"cited": number,"reopened": number,"slug": string,"title": string,"updated_at": string,"why": string
            }[]
                           },
"suggestion_effect":
{ Args: { "p_days"?: number,"p_suggestion_id": string }; Returns: Json
                           },
"take_ticket":
{ Args: { "p_ticket_id": string }; Returns: Json
                           },
"ticket_context":
{ Args: { "p_for_customer"?: string,"p_interaction_id"?: string,"p_ticket_id": string }; Returns: Json
                           },
"tickets_to_label":
{ Args: { "p_limit"?: number }; Returns: {
              "category": string,"doubt": number,"number": number,"scores": Json,"subject": string,"ticket_id": string
            }[]
                           },
"tidy_up":
{ Args: { "p_limit"?: number }; Returns: Json
                           },
"try_rule":
{ Args: { "p_actions"?: Json,"p_conditions": Json,"p_limit"?: number }; Returns: Json
                           },
"unblock_sender":
{ Args: { "p_block_id": string,"p_let_in"?: boolean }; Returns: Json
                           },
"unlink_tickets":
{ Args: { "p_kind"?: string,"p_other_id": string,"p_ticket_id": string }; Returns: Json
                           },
"unmerge_customers":
{ Args: { "p_merge_id": string }; Returns: Json
                           },
"unmerge_ticket":
{ Args: { "p_source_id": string }; Returns: Json
                           },
"unread_notifications":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"unsplit_ticket":
{ Args: { "p_ticket_id": string }; Returns: Json
                           },
"unwatch_ticket":
{ Args: { "p_member_id"?: string,"p_ticket_id": string }; Returns: Json
                           },
"update_customer":
{ Args: { "p_changes": Json,"p_customer_id": string }; Returns: Json
                           },
"update_ticket":
{ Args: { "p_changes": Json,"p_reason"?: string,"p_ticket_id": string,"p_version"?: number }; Returns: Json
                           },
"update_tickets":
{ Args: { "p_changes": Json,"p_reason"?: string,"p_ticket_ids": (string)[] }; Returns: Json
                           },
"use_canned_answer":
{ Args: { "p_language"?: string,"p_shortcut": string,"p_ticket_id": string }; Returns: Json
                           },
"use_model":
{ Args: { "p_version": string }; Returns: Json
                           },
"use_my_address":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"view_counts":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"watch_ticket":
{ Args: { "p_member_id"?: string,"p_ticket_id": string }; Returns: Json
                           },
"withdraw_label":
{ Args: { "p_label_id": string }; Returns: Json
                           },
"worker_heartbeat":
{ Args: { "p_info"?: Json,"p_worker": string }; Returns: string
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "public": {
          Enums: {
            
          }
        }
} as const
