import { Controller } from '@nestjs/common';
import { saleRoutes } from '@zakpos/contracts';
import { Handle } from '../platform/http/handle.ts';
import { Answer, type Input } from '../platform/http/input.ts';
import { type PrintFormat, ReceiptsService, type RenderedDocument } from './receipts.service.ts';

/** Bytes for a printer are answered as such; a PDF opens in the browser under the document's number. */
const answer = ({ number, bytes }: RenderedDocument, format: PrintFormat): Answer<Buffer> => {
  const isPdf = format === 'pdf';
  return new Answer(bytes, {
    headers: {
      'content-type': isPdf ? 'application/pdf' : 'application/octet-stream',
      'content-disposition': `${isPdf ? 'inline' : 'attachment'}; filename="${number.replace(/[^\w-]/g, '_')}.${isPdf ? 'pdf' : 'bin'}"`,
      'cache-control': 'no-store',
    },
  });
};

@Controller()
export class ReceiptsController {
  constructor(private readonly receipts: ReceiptsService) {}

  @Handle(saleRoutes.printSale)
  async printSale({ actor, params, query }: Input<typeof saleRoutes.printSale>) {
    return answer(await this.receipts.printSale(actor, params.saleId, query.format), query.format);
  }

  @Handle(saleRoutes.printReturn)
  async printReturn({ actor, params, query }: Input<typeof saleRoutes.printReturn>) {
    return answer(await this.receipts.printReturn(actor, params.returnId, query.format), query.format);
  }

  @Handle(saleRoutes.saleInvoice)
  async saleInvoice({ actor, params }: Input<typeof saleRoutes.saleInvoice>) {
    return answer(await this.receipts.saleInvoice(actor, params.saleId), 'pdf');
  }
}
