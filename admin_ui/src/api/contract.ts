/**
 * The shapes on the wire under the names that the screens use. All of them come from `types.ts`, which is
 * generated from the server's own description; here only words that it leaves open are listed.
 *
 * Times are RFC 3339 strings with offset, ids are opaque strings.
 */
import type { components, paths } from './types'

type Schemas = components['schemas']
/** `T` with some of its fields said more exactly. */
type Exactly<T, K extends Partial<Record<keyof T, unknown>>> = Omit<T, keyof K> & K

// --- addresses ------------------------------------------------------------------------------------------------

type Method = 'get' | 'post' | 'patch' | 'delete'
type Filled<P extends string> = P extends `${infer A}{${string}}${infer B}` ? `${A}${string}${Filled<B>}` : P

/** Every address of the API that knows `M`, without the base: a misspelt one does not compile. */
export type Address<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object>
    ? P extends `/api/v1${infer Rest}`
      ? Filled<Rest>
      : never
    : never
}[keyof paths]

// --- lists ----------------------------------------------------------------------------------------------------

export interface Page<T> {
  items: T[]
  /** Opaque; pass it back as `cursor`. null: there is nothing after this page. */
  next: string | null
}

// --- people and sign-in ---------------------------------------------------------------------------------------

export type Role = Schemas['PostIn']['role']
export type MyPost = Exactly<Schemas['OwnPostOut'], { role: Role }>
export type Me = Exactly<Pick<Schemas['MeOut'], 'person' | 'posts'>, { posts: MyPost[] }>
export type SignedIn = Schemas['StaffSignInOut']
export type SessionInfo = Schemas['SessionOut']
export type SessionRow = Schemas['SessionItemOut']
export type DemoPersona = Schemas['PersonasOut']

// --- tickets --------------------------------------------------------------------------------------------------

export type TicketState = Schemas['TicketItemOut']['state']
export type Urgency = 'U1' | 'U2' | 'U3' | 'U4' | 'U5'
export type Outcome = NonNullable<Schemas['ActIn']['outcome']>
export type TicketItem = Exactly<Schemas['TicketItemOut'], { urgency: Urgency; outcome: Outcome | null }>
export type TimelineEntry = Schemas['StepOut']
export type TicketClock = Schemas['ClockOut']
export type TicketPhoto = Exactly<Schemas['PhotoOut'], { stage: 'before' | 'after' }>
export type RoutingEntry = Schemas['RoutingOut']
export type StaffTicket = Exactly<
  Schemas['TicketOut'],
  {
    urgency: Urgency
    outcome: Outcome | null
    basis: 'home' | 'pending' | 'visitor'
    media: TicketPhoto[]
  }
>
export type TicketActIn = Schemas['ActIn']
export type StateCount = Schemas['CountOut']
export type Targets = Schemas['TargetsOut']
export type Categories = Schemas['CatalogueOut']
export type Media = Schemas['FileOut']
export type TodoItem = Exactly<Schemas['TodoItemOut'], { kind: 'ticket' | 'binding' }>
export type TodoGroup = Exactly<Schemas['TodoGroupOut'], { items: TodoItem[] }>

// --- places, households, people -------------------------------------------------------------------------------

export type StaffCompound = Schemas['StaffCompoundOut']
export type Region = Exactly<Schemas['RegionOut'], { kind: 'district' | 'street' | 'community' }>
export type Organisation = Schemas['OrganisationOut']
export type BindingState = 'pending' | 'active' | 'refused' | 'ended'
export type Binding = Exactly<Schemas['StaffClaimOut'], { state: BindingState }>
export type DecisionIn = Schemas['DecisionIn']
export type PersonPost = Exactly<Schemas['StaffPostOut'], { role: Role }>
export type Person = Exactly<Schemas['AccountOut'], { status: 'active' | 'disabled'; posts: PersonPost[] }>
export type PersonIn = Schemas['AccountIn']
export type PostIn = Schemas['PostIn']

// --- messages, audit, background work -------------------------------------------------------------------------

export type InboxMessage = Schemas['NoticeOut']
export type AuditRow = Schemas['AuditOut']
export type DeadJob = Schemas['DeadMessageOut']
export type JobsHealth = Schemas['WorkHealthOut']
export type Delivery = Schemas['DeliveryOut']
