import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local in memory, on 127.0.0.1 only.
 *
 * Amazon's own launcher listens on every interface, cannot pick a free port and carries telemetry; this one wires the
 * same two public classes to a server of our own. Its first line of output is the address, http://127.0.0.1:PORT.
 *
 * Arguments: PORT (0: any free one) and, optionally, {@code attached}: end when standard input ends, so that a caller
 * who was killed leaves no orphan behind.
 */
public final class Loopback {
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        boolean attached = arguments.length > 1 && arguments[1].equals("attached");

        // (unused by Amazon's code, in memory, no path, one database per key and region, no artificial delays)
        var engine = new LocalDynamoDBRequestHandler(0, true, null, false, false);
        var context = new ContextHandler("/");
        context.setHandler(new LocalDynamoDBServerHandler(engine, null));
        var server = new Server(new InetSocketAddress("127.0.0.1", port));
        server.setHandler(context);
        server.start();
        System.out.println("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
        System.out.flush();

        if (attached) {
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
            System.exit(0);
        }
        server.join();
    }
}
