/** Names of columns as results of training are commonly exported, and how they are compared. */
import { metricOf } from '../../../proto/metrics.ts';
import { isMostlySmallerBetter } from '../../../study/known-metrics.ts';
import { CLASSIFIER_METRICS } from '../../../study/metrics.ts';

/**
 * Prefixes of trackers: MLflow `params.x`, `metrics.x`; scikit-learn `param_x`; Optuna `params_x`,
 * `user_attrs_x`; Ray `config/x`; W&B `config.x`.
 */
const PREFIX =
  /^(params?|metrics|tags|attributes|config|summary|user_attrs|system_attrs)[._/](metrics[._/])?/;

/** A unit or a remark behind a name: `Accuracy (%)`, `Fold #`, `loss [nats]`. */
const REMARK = /\s*(\([^()]*\)|\[[^[\]]*\]|#|%)$/;

/**
 * A column's name without case, without the prefix of a tracker and without a remark behind it; blanks are
 * `_`. Pure.
 */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(REMARK, '')
    .replace(/[\s-]+/g, '_')
    .replace(PREFIX, '');
}

/**
 * Whether a column says by its name that it is in per cent: `Accuracy (%)`, `acc [percent]`, `accuracy_pct`.
 * Pure.
 */
export function saysPercent(name: string): boolean {
  return /[([]\s*(%|per ?cent|pct)\s*[)\]]$|%$|[\s_](percent|pct)$/i.test(name.trim());
}

const words = (text: string) => new Set(text.split(' '));

export const FOLD_NAMES = words(
  'fold folds cv_fold kfold k_fold fold_id fold_idx fold_index cv split split_id',
);
export const SEED_NAMES = words(
  'seed seeds random_seed random_state rng_seed run_seed repeat repetition rep replicate',
);
export const BLOCK_NAMES = words('block block_id');
export const STATUS_NAMES = words('status state');
export const FINDINGS_NAMES = words('findings');
export const METRIC_NAMES = words('metric metric_name key');

/** Columns that usually name the arms; they are looked for in this order. */
export const FACTOR_NAMES = [
  ...words(
    'arm initializer choice group variant condition model method algorithm classifier estimator optimizer configuration',
  ),
];

/**
 * Figures that say how good a model is, the first that is there is taken; `loss` and the like are smaller
 * when better.
 */
export const VALUE_NAMES = [
  ...words(
    'accuracy acc test_accuracy test_acc val_accuracy val_acc val/accuracy val/acc validation_accuracy mean_accuracy eval_accuracy balanced_accuracy top5_accuracy macro_f1 f1 auc roc_auc test_score score value loss val_loss test_loss',
  ),
];

/** Columns that number the rows of one run. */
export const STEP_NAMES = words('epoch epochs step steps global_step training_iteration iteration batch');

/** Columns that say how a run went, never what was varied or measured. */
export const BOOKKEEPING = words(
  'attempt worker seconds reason run_id run id name notes number trial trial_id experiment experiment_id user created runtime sweep tags start_time end_time datetime_start datetime_complete duration date timestamp time_this_iter_s time_total_s training_iteration done pid hostname node_ip iterations_since_restore logdir experiment_tag artifact_uri step epoch epochs index chance examples resplit one_split test_to_train looks objective direction margin',
);

/**
 * Accuracies are shares of examples that are right, spoken of in per cent: `accuracy`, `val/accuracy`,
 * `test_acc`, …; balanced ones are means of such shares. Pure.
 */
export function isAccuracy(name: string): boolean {
  return /(^|[^a-z])(?<!balanced[^a-z])(accuracy|acc)(_percent|_pct)?$/.test(plainName(name));
}

/** Shares that fanout's own classifier reports and that count no examples that are right. Pure. */
export function isOwnShare(name: string): boolean {
  const { scale, binomial } = metricOf(CLASSIFIER_METRICS, name);
  return scale === 'share' && binomial !== true;
}

/** Figures that are better when smaller, by their names. Pure. */
export function isSmallerBetter(name: string): boolean {
  return isMostlySmallerBetter(plainName(name));
}
