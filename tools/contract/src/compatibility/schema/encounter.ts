/** A sender and a receiver of two neighbouring versions that meet during a roll-out. */
export interface Encounter {
  /** The version of the sender; the receiver has the other one. */
  readonly sentBy: 'before' | 'after';
  /** `input`: from caller to host. `output`: from host to caller, or from publisher to listener. */
  readonly flow: 'input' | 'output';
  readonly why: string;
  /** What to do, unless the rule knows better. */
  readonly remedy: string;
}

const READERS_FIRST =
  'Expand in two releases: record the wider contract now, while no host sends anything new, and send it a release later, when every deployed receiver can read it';
const SENDERS_FIRST =
  'Let hosts stop sending it first; record the narrower contract a release later, when no deployed host sends it';

/** New callers need no encounter here: what they may send besides, they begin to send a release later. */
export const oldCallerMeetsNewHost: Encounter = {
  sentBy: 'before',
  flow: 'input',
  why: 'callers of the version before may send what hosts of this version refuse',
  remedy: 'Go on taking it in this release; narrow it a release later, when no deployed caller sends it',
};

export const newHostMeetsOldCaller: Encounter = {
  sentBy: 'after',
  flow: 'output',
  why: 'callers of the version before refuse what hosts of this version may answer',
  remedy: READERS_FIRST,
};

export const oldHostMeetsNewCaller: Encounter = {
  sentBy: 'before',
  flow: 'output',
  why: 'callers of this version refuse what hosts of the version before may answer',
  remedy: SENDERS_FIRST,
};

export const newPublisherMeetsOldListener: Encounter = {
  sentBy: 'after',
  flow: 'output',
  why: 'listeners of the version before refuse what this version may publish',
  remedy: READERS_FIRST,
};

/** Events outlive their publisher: in outboxes, queues and dead letters. */
export const oldPublisherMeetsNewListener: Encounter = {
  sentBy: 'before',
  flow: 'output',
  why: 'listeners of this version refuse what the version before may publish, and what still waits in queues',
  remedy: SENDERS_FIRST,
};
