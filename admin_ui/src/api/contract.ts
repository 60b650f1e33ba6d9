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
export type SimilarTicket = Schemas['SimilarOut']
export type AlikeIn = Schemas['AlikeIn']
export type JoinCallerIn = Schemas['JoinCallerIn']
export type Asset = Schemas['AssetOut']
export type StaffTicket = Exactly<
  Schemas['TicketOut'],
  {
    urgency: Urgency
    outcome: Outcome | null
    basis: 'home' | 'pending' | 'visitor' | 'staff'
    media: TicketPhoto[]
  }
>
export type TicketActIn = Schemas['ActIn']
export type LodgeIn = Pick<
  Schemas['LodgeIn'],
  'compound_id' | 'channel' | 'kind' | 'description' | 'reporter_name' | 'read_back'
> &
  Partial<Schemas['LodgeIn']>
export type Building = Schemas['BuildingOut']
export type Home = Schemas['HomeOut']
export type TicketOverview = Schemas['OverviewOut']
export type StateCount = Schemas['CountOut']
export type Targets = Schemas['TargetsOut']
export type Categories = Schemas['CatalogueOut']
export type Media = Schemas['FileOut']
export type Paper = Schemas['PaperOut']
/** A paper on a thing, as its page lists it. */
export type PaperRow = Pick<Paper, 'id' | 'kind' | 'name' | 'pages' | 'bytes'>
export type PapersIn = Pick<Schemas['PapersIn'], 'version'> & Partial<Schemas['PapersIn']>
export type TodoKind =
  | 'ticket'
  | 'request'
  | 'invitation'
  | 'silent'
  | 'exclusion'
  | 'callback'
  | 'binding'
  | 'check'
  | 'proactive'
  | 'rule_set'
  | 'disclosure_duty'
  | 'disclosure_version'
  | 'disclosure_objection'
  | 'service_late'
  | 'agreement'
  | 'warranty'
export type TodoItem = Exactly<Schemas['TodoItemOut'], { kind: TodoKind }>
export type TodoGroup = Exactly<Schemas['TodoGroupOut'], { items: TodoItem[] }>

// --- the calendar ---------------------------------------------------------------------------------------------

export type Agenda = Schemas['AgendaOut']
export type AgendaItem = Schemas['AgendaItemOut']
export type AgendaDay = Schemas['AgendaDayOut']

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

// --- the calendar of working days ------------------------------------------------------------------------------

export type CalendarYear = Schemas['CalendarYearOut']
export type CalendarOverview = Schemas['CalendarOverviewOut']

// --- the duty roster -------------------------------------------------------------------------------------------

export type DutySetting = Schemas['DutySettingOut']
export type Shift = Schemas['ShiftOut']
export type RosterRow = Schemas['RosterRowOut']
export type DutyWeek = Schemas['DutyWeekOut']
export type ShiftIn = Schemas['ShiftIn']
export type ShiftChangeIn = Schemas['ShiftChangeIn']
export type CopiedShifts = Schemas['CopiedOut']
export type Handout = Schemas['HandoutOut']

// --- before anybody complains ---------------------------------------------------------------------------------

export type Poll = Schemas['PollOut']
export type PollDetail = Schemas['PollDetailOut']
export type PollWords = Schemas['PollWordsOut']
export type PollHome = Schemas['PollHomeOut']
export type PollPaper = Schemas['PollPaperOut']
export type BoxSum = Schemas['BoxTopicIn']
export type PollResult = Schemas['PollResultOut']
export type PollIn = Pick<Schemas['PollIn'], 'compound_id' | 'title' | 'organiser'> &
  Partial<Schemas['PollIn']>
export type PollActIn = Pick<Schemas['PollActIn'], 'version'> & Partial<Schemas['PollActIn']>
export type Consultation = Schemas['ConsultationOut']
export type ConsultationDetail = Schemas['ConsultationDetailOut']
export type ConsultationIn = Pick<Schemas['ConsultationIn'], 'title' | 'draft_text'> &
  Partial<Schemas['ConsultationIn']>
export type ConsultationActIn = Pick<Schemas['ConsultationActIn'], 'version'> &
  Partial<Schemas['ConsultationActIn']>
export type Opinion = Schemas['OpinionOut']
export type OpinionReceipt = Schemas['OpinionReceiptOut']
export type OpinionEnteredIn = Pick<Schemas['OpinionEnteredIn'], 'text' | 'source' | 'received_on'> &
  Partial<Schemas['OpinionEnteredIn']>
export type IdleResource = Schemas['IdleResourceOut']
export type IdleResourceDetail = Schemas['IdleResourceDetailOut']
export type ResourceWords = Schemas['ResourceWordsOut']
export type ResourceOverview = Schemas['ResourceOverviewOut']
export type ResourceMap = Schemas['ResourceMapOut']
export type ResourcePoll = Schemas['ResourcePollOut']
export type ResourceIn = Pick<Schemas['ResourceIn'], 'compound_id'> & Partial<Schemas['ResourceIn']>
export type ResourceActIn = Pick<Schemas['ResourceActIn'], 'version'> & Partial<Schemas['ResourceActIn']>
export type ProactiveTask = Schemas['ProactiveTaskOut']
export type ProactiveTaskDetail = Schemas['ProactiveTaskDetailOut']
export type ProactiveActIn = Pick<Schemas['TaskActIn'], 'version'> & Partial<Schemas['TaskActIn']>
export type Season = Schemas['SeasonOut']

// --- agreements of Party organisations --------------------------------------------------------------------------

export type Agreement = Schemas['AgreementOut']
export type AgreementDetail = Schemas['AgreementDetailOut']
export type AgreementIn = Schemas['AgreementIn']
export type AgreementForm = Schemas['AgreementFormOut']
export type Commitment = Schemas['CommitmentOut']
export type CommitmentDetail = Schemas['CommitmentDetailOut']
export type CommitmentIn = Schemas['CommitmentIn']
export type CommitmentActIn = Pick<Schemas['CommitmentActIn'], 'version'> &
  Partial<Schemas['CommitmentActIn']>
export type CrossPost = Schemas['CrossPostOut']
export type CrossPostIn = Schemas['CrossPostIn']
export type PartyCoverage = Schemas['CoveragePageOut']
export type AgreementActIn = Pick<Schemas['AgreementActIn'], 'version'> & Partial<Schemas['AgreementActIn']>

// --- renovated parts -------------------------------------------------------------------------------------------

export type CareWarranty = Schemas['CareWarrantyOut']

// --- the routing rules -----------------------------------------------------------------------------------------

export type Grammar = Schemas['RuleGrammarOut']
export type GrammarKey = Schemas['RuleKeyOut']
export type RuleValue = Schemas['RuleValueOut']
export type RuleTarget = Schemas['RuleTargetOut']
export type SaidRule = Schemas['RuleOut']
export type RuleFinding = Schemas['RuleFindingOut']
export type RuleSetItem = Schemas['RuleSetItemOut']
export type RuleSet = Schemas['RuleSetOut']
export type RuleSetMoved = Schemas['RuleSetMovedOut']
export type RuleCheck = Schemas['RuleCheckOut']
export type RuleChanges = Schemas['RuleChangesOut']
export type RuleChange = Schemas['RuleChangeOut']
export type RuleRun = Schemas['RuleRunOut']
export type RuleExample = Schemas['RuleExampleOut']
export type RuleAccuracy = Schemas['RuleAccuracyOut']
export type RuleAccuracyItem = Schemas['RuleAccuracyItemOut']
export type RuleAccuracyRow = Schemas['RuleAccuracyRowOut']

// --- messages, audit, background work -------------------------------------------------------------------------

export type InboxMessage = Schemas['NoticeOut']
export type AuditRow = Schemas['AuditOut']
export type AuditAct = Schemas['AuditActOut']
export type DeadJob = Schemas['DeadMessageOut']
export type JobsHealth = Schemas['WorkHealthOut']
export type Delivery = Schemas['DeliveryOut']
export type DeliveryCount = Schemas['DeliveryCountOut']

// --- what may be shown to everybody ----------------------------------------------------------------------------

export type Check = Schemas['CheckOut']

// --- call-backs and the three rates ---------------------------------------------------------------------------

export type Callback = Schemas['CallbackOut']
export type CallbackDetail = Schemas['CallbackDetailOut']
export type CallbackAnswerIn = Schemas['CallbackAnswerIn']
export type CallbackCorrectIn = Schemas['CallbackCorrectIn']
export type Exclusion = Schemas['ExclusionOut']
export type Rate = Schemas['RateOut']
export type RatesOf = Schemas['RatesOfOut']
export type RateGroup = Schemas['RateGroupOut']
export type RateMonth = Schemas['RateMonthOut']
export type Rates = Schemas['RatesOut']

// --- orders from 12345 and other systems ----------------------------------------------------------------------

export type HotlineBatch = Schemas['HotlineBatchOut']
export type HotlineRow = Schemas['HotlineRowOut']
export type HotlineOrder = Schemas['HotlineStaffOrderOut']
export type HotlineClient = Schemas['HotlineClientOut']
export type HotlineClientMade = Schemas['HotlineClientMadeOut']
export type HotlineMessage = Schemas['HotlineMessageOut']

// --- disclosures -----------------------------------------------------------------------------------------------

export type LedgerValue = string | number | boolean | null
export type LedgerTable = Schemas['LedgerTableOut']
export type LedgerColumn = Schemas['LedgerColumnOut']
export type LedgerChange = Schemas['LedgerChangeOut']
export type LedgerImport = Schemas['LedgerImportOut']
export type LedgerRow = Record<string, LedgerValue>
export type PlacesTable = Schemas['PlacesTableOut']
export type PlacesLedger = Exactly<Schemas['PlacesLedgerOut'], { rows: LedgerRow[] }>
export type PlacesRemoved = Schemas['PlacesRemovedOut']
export type PlacesCompound = Schemas['CompoundPageOut']
export type PlacesWarranty = Schemas['CompoundWarrantyOut']
export interface DisclosureBody {
  head: Record<string, LedgerValue>
  tables: Record<string, Record<string, LedgerValue>[]>
}
export type DisclosureForm = Schemas['DisclosureFormOut']
export type DisclosureDuty = Schemas['DisclosureDutyOut']
export type DisclosureOverview = Schemas['DisclosureOverviewOut']
export type DisclosureVersion = Exactly<Schemas['DisclosureVersionOut'], { body: DisclosureBody }>
export type DisclosureCheck = Schemas['DisclosureCheckOut']
export type DisclosureProblem = Schemas['DisclosureProblemOut']
export type DisclosureTotal = Schemas['DisclosureTotalOut']
export type DisclosureChanges = Exactly<
  Schemas['DisclosureChangesOut'],
  { against: Schemas['VersionNumberOut'] | null }
>
export type DisclosurePhoto = Schemas['FileOut']
export type Publication = Schemas['PublicationVersionsOut']
export type PublicationVersion = Schemas['VersionBriefOut']
export type Objection = Schemas['ObjectionOut']

// --- service standards -----------------------------------------------------------------------------------------

export type StandardItem = Schemas['CatalogueItemOut']
export type ServiceShare = Schemas['ShareOut']
export type StandardsItem = Exactly<
  Schemas['BoardItemOut'],
  { window: Schemas['StandardWindowOut'] | null; last: Schemas['LastDoneOut'] | null }
>
export type StandardsBoard = Exactly<
  Schemas['BoardOut'],
  { plan: Schemas['BoardPlanOut'] | null; items: StandardsItem[] }
>
export type StandardsContract = Schemas['StandardsContractOut']
export type PlanRow = Schemas['PlanRowOut']
export type CompoundPlans = Exactly<
  Schemas['CompoundPlansOut'],
  { contract: StandardsContract | null; fixed: PlanRow | null; draft: PlanRow | null }
>
export type PlanTerm = Schemas['TermOut']
export type StandardsPlan = Schemas['PlanOut']
export type ServiceRecord = Schemas['ServiceRecordOut']

// --- the council of neighbours ----------------------------------------------------------------------------------

export type CouncilTopic = Schemas['CouncilTopicOut']
export type CouncilTopicDetail = Schemas['CouncilTopicDetailOut']
export type CouncilTopicIn = Schemas['CouncilTopicIn']
export type TopicActIn = Pick<Schemas['TopicActIn'], 'version'> & Partial<Schemas['TopicActIn']>
export type CouncilTask = Schemas['CouncilTaskOut']
export type CouncilTaskIn = Schemas['CouncilTaskIn']
export type CouncilSuggestion = Schemas['SuggestionOut']
export type CouncilMeeting = Schemas['MeetingOut']
export type CouncilMeetingIn = Schemas['MeetingIn']
export type CouncilWords = Schemas['CouncilWordsOut']

// --- committees of owners ---------------------------------------------------------------------------------------

export type CommitteeRow = Schemas['CommitteeRowOut']
export type CommitteeDetail = Schemas['CommitteeDetailOut']
export type CommitteeIn = Schemas['CommitteeIn']
export type CommitteeActIn = Pick<Schemas['CommitteeActIn'], 'version'> & Partial<Schemas['CommitteeActIn']>
export type CommitteeMember = Schemas['CommitteeMemberOut']
export type CommitteeMemberIn = Schemas['CommitteeMemberIn']
export type CommitteeMeetingIn = Schemas['CommitteeMeetingIn']
export type CommitteeDecision = Schemas['CommitteeDecisionOut']
export type Assembly = Schemas['AssemblyOut']
export type AssemblyIn = Schemas['AssemblyIn']
export type AssemblyMeeting = Schemas['AssemblyMeetingOut']
export type AssemblyMeetingIn = Schemas['AssemblyMeetingIn']
export type AssemblyMeetingActIn = Pick<Schemas['AssemblyMeetingActIn'], 'version'> &
  Partial<Schemas['AssemblyMeetingActIn']>
export type Barred = Schemas['BarredOut']
export type BarredDetail = Schemas['BarredDetailOut']
export type BarredIn = Schemas['BarredIn']
export type BarredActIn = Pick<Schemas['BarredActIn'], 'version'> & Partial<Schemas['BarredActIn']>
export type DecisionActIn = Pick<Schemas['DecisionActIn'], 'version'> & Partial<Schemas['DecisionActIn']>
