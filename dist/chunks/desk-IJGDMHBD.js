import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);
import{openDesk,say}from"./chunk-FAZJJXJD.js";import"./chunk-CZEMG3UH.js";import"./chunk-UHLBHNRJ.js";import"./chunk-UGCKBKZO.js";import"./chunk-7O36YJG5.js";import"./chunk-37LOGT6B.js";import"./chunk-PUU6W7CX.js";import"./chunk-3ZV2V3LU.js";export{openDesk,say};
