import { type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';

/** Whom an operation of the company's own is shown. It is one for all copies of the operation's context. */
export interface Shown {
  /** Customers by their ids, opaque or not, each as often as it is met: who writes it down sifts them. */
  readonly customers: string[];
  /** Set where it is noted: hears that the answer was made, before it leaves. */
  end?: (() => void) | undefined;
}

const customers = 'Customer';
const about = ['customer', 'customerId'];

/** Whether each object of a type is a customer; its row has the id as `customerId`, in SQL as `customer_id`. */
export const isCustomer = (type: GraphQLObjectType): boolean => type.name === customers;

type Naming = { readonly customerId?: unknown; readonly customer?: unknown };

/** Whom a row is about: by the id, opaque or not, or by the customer's own row. */
function named({ customerId, customer }: Naming): unknown {
  if (typeof customerId === 'string') return customerId;
  return typeof customer === 'object' && customer !== null ? (customer as Naming).customerId : customer;
}

/**
 * Has every object that is a customer, or has a field for the one it is about, tell so as it is answered by resolvers: also where
 * that field is not selected.
 */
export function tellShown(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || !(isCustomer(type) || about.some((each) => each in type.getFields()))) continue;
    // The one place where graphql-js says what it completes, at any depth, whichever field it is the value of.
    type.isTypeOf = (row, context) => {
      const id = named(row as Naming);
      if (typeof id === 'string') (context as { readonly shown?: Shown }).shown?.customers.push(id);
      return true;
    };
  }
}
