export {
  benchCorpus,
  type BenchCorpusOptions,
  benchCorpusS,
  benchCorpusXs,
} from './bench-corpus.ts';
export {
  type Corpus,
  type CorpusFolder,
  type CorpusMessage,
  countBytes,
  countMessages,
} from './corpus.ts';
export { loadCorpus, type LoadStyle, type NameStyle, wireNameOf } from './load-corpus.ts';
export { nastyCorpus, type NastyCorpusOptions, nastyFiles } from './nasty-corpus.ts';
export { type MaildirPlace, writeMaildirFiles } from './write-maildir-files.ts';
export { nastyNames, nastyTrees } from './nasty-names.ts';
