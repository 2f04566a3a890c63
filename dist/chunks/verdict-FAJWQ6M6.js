import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);
import{exitCode,override,reachVerdict}from"./chunk-NHIVNBEB.js";import"./chunk-ONX3GCF2.js";import"./chunk-I65M34OB.js";import"./chunk-3ZV2V3LU.js";export{exitCode,override,reachVerdict};
