import type { Handlers } from '../approval/handler.ts';
import { handlers as list } from '../customer/list/handlers.ts';
import { handlers as mark } from '../customer/mark/handlers.ts';
import { handlers as forbearance } from '../payment/forbearance/handlers.ts';
import { handlers as issue } from '../rating/issue/handlers.ts';
import { handlers as override } from '../rating/override/handlers.ts';
import { handlers as release } from '../rating/release/handlers.ts';
import { handlers as agreement } from '../sharing/agreement/handlers.ts';

/** What each kind of request does once it is approved: every room's handlers in one plain record. */
export const handlers: Handlers = { ...list, ...mark, ...forbearance, ...override, ...release, ...issue, ...agreement };
