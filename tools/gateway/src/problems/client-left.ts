/** The client has gone: there is nobody to answer, and nothing went wrong here. */
export class ClientLeft extends Error {
  constructor() {
    super('the client has left');
    this.name = 'ClientLeft';
  }
}
