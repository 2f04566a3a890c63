import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);
import{exitCode,explainFailure,override,reachVerdict}from"./chunk-ST662SIM.js";import"./chunk-37LOGT6B.js";import"./chunk-PUU6W7CX.js";import"./chunk-3ZV2V3LU.js";export{exitCode,explainFailure,override,reachVerdict};
