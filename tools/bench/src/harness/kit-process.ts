import { allocateYoung } from '@carveout/runtime/process';

// Imported first by programs of ours that are processes of the kit without `runProcess`, which begins like this.
allocateYoung();
