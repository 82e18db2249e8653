/** What a judgement says, as reports and pages read it. */
import type { Epoch } from '../facts/index.ts';
import type { BlockerState } from './about.ts';
import type { CheckedEvidence } from './cited.ts';
import type { Condition } from './conditions.ts';
import type { FeatureConformance } from './conformance.ts';
import type { TreeFacts } from './context.ts';
import type { Heard } from './heard.ts';
import type { History } from './history.ts';
import type { MergePlace, Place } from './plan.ts';
import type { NotedPatch } from './stack-notes.ts';
import type { Patches, RevertedPatch, Stage } from './stages.ts';
import type { Verdicts } from './verdicts.ts';

export interface ShownPosition {
  readonly stakeholder: string;
  readonly target: string;
  readonly stance: string;
  readonly condition: string | null;
  readonly date: Epoch | null;
  readonly evidence: CheckedEvidence;
}

/** A tree that has a feature, or patches of it. */
export interface ShownPlace {
  readonly tree: string;
  readonly since: Epoch;
  /** As the dossier states; null where landings show it. */
  readonly stated: { readonly release: string | null } | null;
  /** How many of the newest versions' patches it has; null where it is stated. */
  readonly patches: { readonly have: number; readonly of: number; readonly score: number } | null;
  /** Null where the dossier states it and cites nothing. */
  readonly evidence: CheckedEvidence | null;
}

export interface FeatureReadiness {
  readonly id: string;
  readonly title: string;
  readonly stage: Stage;
  readonly classes: readonly {
    readonly class: string;
    readonly disputed: boolean;
    readonly evidence: CheckedEvidence;
  }[];
  readonly compulsory: 'no' | 'claimed' | 'disputed';
  readonly users: readonly {
    readonly id: string;
    readonly name: string;
    readonly exists: boolean;
    /** Null where only one of its variants names the user. */
    readonly evidence: CheckedEvidence | null;
  }[];
  readonly positions: readonly ShownPosition[];
  readonly blockers: readonly {
    readonly id: string;
    readonly title: string;
    readonly kind: string;
    readonly state: BlockerState;
    readonly raisedBy: string;
    readonly answeredBy: readonly string[];
    readonly raisedAt: Epoch | null;
    readonly evidence: readonly CheckedEvidence[];
  }[];
  readonly questions: readonly {
    readonly id: string;
    readonly title: string;
    readonly options: readonly { readonly title: string; readonly favouredBy: readonly string[] }[];
    readonly evidence: CheckedEvidence;
  }[];
  readonly variants: readonly {
    readonly id: string;
    readonly title: string;
    readonly users: readonly string[];
    /** Null where the dossier cites nothing. */
    readonly evidence: CheckedEvidence | null;
  }[];
  /** What somebody says to have tested. */
  readonly testClaims: readonly {
    readonly by: string;
    readonly what: string;
    readonly evidence: CheckedEvidence;
  }[];
  readonly requires: readonly string[];
  /** Patches of its current series that a tree had and has no more, oldest revert first. */
  readonly reverted: readonly RevertedPatch[];
  /** What the maintainer of a stack notes beside its patches. */
  readonly stackNotes: readonly NotedPatch[];
  /** Nobody works towards merging it any more, and why. */
  readonly withdrawn: { readonly date: string; readonly why: string } | null;
  readonly patches: Patches;
  /** The trees that have it, stated and found. */
  readonly places: readonly ShownPlace[];
  /** What the rules found that the dossier names for it. */
  readonly reference: FeatureConformance | null;
  readonly verdicts: Verdicts;
  readonly series: readonly string[];
  /** Of these the newest versions. */
  readonly current: readonly string[];
  /** Who sent them. */
  readonly senders: readonly string[];
  readonly evidence: readonly CheckedEvidence[];
}

export interface Assessment {
  readonly dossier: string;
  readonly goal: string;
  readonly asOf: Epoch;
  readonly features: readonly FeatureReadiness[];
  /** What was said of strategies, plans and the goal. */
  readonly positions: readonly ShownPosition[];
  readonly notHeard: readonly Heard[];
  /** What each required stakeholder says of the goal and of strategy a. */
  readonly agreement: readonly Condition[];
  /** Compulsory features without an approach that nobody objects to. */
  readonly gameOver: readonly {
    readonly feature: string;
    readonly isDisputed: boolean;
    readonly objectedBy: readonly string[];
  }[];
  readonly stakeholders: readonly {
    readonly id: string;
    readonly name: string;
    readonly required: boolean;
  }[];
  /** The separate tree that strategy d measures; null where the dossier names none or it is not in the database. */
  readonly tree: TreeFacts | null;
  /** Null as long as nothing was posted. */
  readonly history: History | null;
  readonly mergeOrder: readonly MergePlace[];
  readonly discussFirst: readonly Place[];
}
