package graalpywizard;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/**
 * /graalpy is the payload, read only; all else is the ordinary file system, as far as the engine grants it.
 * Own code instead of FileSystem.newCompositeFileSystem: that cannot refuse a copy or move across its parts with an errno.
 */
final class PayloadFileSystem implements FileSystem {
    static final String ROOT = "/graalpy";

    private final Payload payload;
    private final PayloadFolders folders;
    private final FileSystem host;
    /** Null where the payload has no native modules. */
    private final NativeModules modules;
    /** Where the interpreter sees them, or null where that is below ROOT. */
    private final String modulesFolder;
    private final boolean outside;
    private final boolean writable;
    /** Null until the program changes its working directory. */
    private volatile Path directory;
    private volatile boolean directoryInside;

    PayloadFileSystem(Payload payload, NativeModules modules, String files) {
        this.payload = payload;
        this.modules = modules;
        this.modulesFolder = modules == null || modules.folder == null ? null : modules.folder.toString();
        this.folders = new PayloadFolders(payload.entries());
        this.host = FileSystem.newDefaultFileSystem();
        this.outside = !files.equals("payload");
        this.writable = files.equals("all");
    }

    boolean isFolder(String path) {
        return folders.contains(path.substring(ROOT.length() + 1));
    }

    /** The folder of the native modules for the interpreter, or null where there are none. */
    String nativeHome() {
        return modules == null ? null : modulesFolder == null ? ROOT + "/" + NativeModules.NAME : modulesFolder;
    }

    /** The name in the payload ("" is its root), or null for a path outside. */
    private String inside(Path path) {
        String text = path.toString();
        if (modulesFolder != null && text.startsWith(modulesFolder)) {
            String rest = text.substring(modulesFolder.length());
            if (rest.isEmpty() || rest.charAt(0) == '/' && !rest.contains("/.")) {
                return NativeModules.NAME + rest;
            }
        }
        if (!path.isAbsolute()) {
            Path base = directory;
            if (base == null && !text.contains("graalpy")) {
                return null;
            }
            text = (base == null ? path.toAbsolutePath() : base.resolve(path)).normalize().toString();
        } else if (!text.contains(ROOT)) {
            return null;
        } else if (text.contains("/.")) {
            text = path.normalize().toString();
        }
        if (!text.startsWith(ROOT)) {
            return null;
        }
        if (text.length() == ROOT.length()) {
            return "";
        }
        return text.charAt(ROOT.length()) == '/' ? text.substring(ROOT.length() + 1) : null;
    }

    /** The host cannot know a working directory that lies in the payload. */
    private Path out(Path path) {
        return directoryInside && !path.isAbsolute() ? directory.resolve(path).normalize() : path;
    }

    private static IOException readOnly(Path path) {
        return new FileSystemException(path.toString(), null, "Read-only file system");
    }

    private void checkRead(Path path) throws IOException {
        if (!outside) {
            throw new AccessDeniedException(path.toString());
        }
    }

    private void checkWrite(Path path) throws IOException {
        if (inside(path) != null) {
            throw readOnly(path);
        }
        if (!writable) {
            throw new AccessDeniedException(path.toString());
        }
    }

    /** The entry of a file, null for a folder; an error where neither is. */
    private Payload.Entry existing(String name, Path path) throws IOException {
        Payload.Entry entry = payload.find(name);
        if (entry == null && !folders.contains(name)) {
            throw missing(name, path);
        }
        return entry;
    }

    private boolean isLibrary(String name, Payload.Entry entry) {
        return modules != null && entry != null && name.startsWith(NativeModules.NAME + "/");
    }

    private IOException missing(String name, Path path) {
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            if (payload.find(name.substring(0, slash)) != null) {
                return new NotDirectoryException(path.toString());
            }
        }
        return new NoSuchFileException(path.toString());
    }

    @Override
    public Path parsePath(URI uri) {
        return host.parsePath(uri);
    }

    @Override
    public Path parsePath(String path) {
        return host.parsePath(path);
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options) throws IOException {
        String name = inside(path);
        if (name == null) {
            checkRead(path);
            if (!writable && modes.contains(AccessMode.WRITE)) {
                throw new AccessDeniedException(path.toString());
            }
            host.checkAccess(out(path), modes, options);
            return;
        }
        Payload.Entry entry = existing(name, path);
        if (modes.contains(AccessMode.WRITE)) {
            throw readOnly(path);
        }
        if (entry != null && modes.contains(AccessMode.EXECUTE)) {
            throw new AccessDeniedException(path.toString());
        }
    }

    @Override
    public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        boolean writes = writes(options);
        String name = inside(path);
        if (name == null) {
            checkRead(path);
            if (writes) {
                checkWrite(path);
            }
            return DeviceChannel.wrap(path.toString(), host.newByteChannel(out(path), options, attributes));
        }
        if (writes) {
            throw readOnly(path);
        }
        Payload.Entry entry = existing(name, path);
        if (entry == null) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        if (isLibrary(name, entry)) {
            // GraalPy gives the path of the library behind _bz2 to the system unseen: opening it is how Bootstrap asks.
            modules.unpack(name, entry);
        }
        return new PayloadChannel(payload.content(entry));
    }

    private static boolean writes(Set<? extends OpenOption> options) {
        for (OpenOption option : options) {
            if (option != StandardOpenOption.READ && option instanceof StandardOpenOption) {
                return true;
            }
        }
        return false;
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
        String name = inside(path);
        if (name == null) {
            checkRead(path);
            return host.newDirectoryStream(out(path), filter);
        }
        if (existing(name, path) != null) {
            throw new NotDirectoryException(path.toString());
        }
        List<Path> children = new ArrayList<>();
        for (String child : folders.list(name)) {
            Path resolved = path.resolve(child);
            if (filter == null || filter.accept(resolved)) {
                children.add(resolved);
            }
        }
        return new Listing(children);
    }

    private record Listing(List<Path> children) implements DirectoryStream<Path> {
        @Override
        public Iterator<Path> iterator() throws DirectoryIteratorException {
            return children.iterator();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        String name = inside(path);
        if (name == null) {
            checkRead(path);
            return host.readAttributes(out(path), attributes, options);
        }
        return folders.attributes(name, existing(name, path), attributes);
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) throws IOException {
        String name = inside(path);
        if (name == null) {
            checkRead(path);
            return host.toRealPath(out(path), options);
        }
        Payload.Entry entry = existing(name, path);
        return isLibrary(name, entry) ? modules.unpack(name, entry) : toAbsolutePath(path).normalize();
    }

    @Override
    public Path toAbsolutePath(Path path) {
        Path base = directory;
        return path.isAbsolute() || base == null ? host.toAbsolutePath(path) : base.resolve(path);
    }

    @Override
    public void setCurrentWorkingDirectory(Path path) {
        String name = inside(path);
        if (name == null) {
            if (!outside) {
                throw new SecurityException("the working directory " + path);
            }
            host.setCurrentWorkingDirectory(path);
        } else if (!folders.contains(name)) {
            throw new IllegalArgumentException("not a directory: " + path);
        }
        directory = path;
        directoryInside = name != null;
    }

    @Override
    public boolean isSameFile(Path one, Path other, LinkOption... options) throws IOException {
        String name = inside(one);
        String otherName = inside(other);
        if (name == null && otherName == null) {
            checkRead(one);
            return host.isSameFile(out(one), out(other), options);
        }
        return name != null && name.equals(otherName);
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        String name = inside(link);
        if (name == null) {
            checkRead(link);
            return host.readSymbolicLink(out(link));
        }
        existing(name, link);
        throw new NotLinkException(link.toString());
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        checkWrite(path);
        host.createDirectory(out(path), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        checkWrite(path);
        host.delete(out(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        checkWrite(target);
        if (inside(source) == null) {
            host.copy(out(source), out(target), options);
        } else {
            FileSystem.super.copy(source, target, options);
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        checkWrite(source);
        checkWrite(target);
        host.move(out(source), out(target), options);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        checkWrite(link);
        checkWrite(existing);
        host.createLink(out(link), out(existing));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        checkWrite(link);
        host.createSymbolicLink(out(link), target, attributes);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        checkWrite(path);
        host.setAttribute(out(path), attribute, value, options);
    }

    @Override
    public String getSeparator() {
        return host.getSeparator();
    }

    @Override
    public String getPathSeparator() {
        return host.getPathSeparator();
    }

    @Override
    public String getMimeType(Path path) {
        return null;
    }

    @Override
    public Charset getEncoding(Path path) {
        return null;
    }

    @Override
    public Path getTempDirectory() {
        if (!writable) {
            throw new SecurityException("a temporary file");
        }
        return host.getTempDirectory();
    }

    @Override
    public long getFileStoreTotalSpace(Path path) throws IOException {
        return inside(path) != null ? 0 : readable(path).getFileStoreTotalSpace(out(path));
    }

    @Override
    public long getFileStoreUnallocatedSpace(Path path) throws IOException {
        return inside(path) != null ? 0 : readable(path).getFileStoreUnallocatedSpace(out(path));
    }

    @Override
    public long getFileStoreUsableSpace(Path path) throws IOException {
        return inside(path) != null ? 0 : readable(path).getFileStoreUsableSpace(out(path));
    }

    @Override
    public long getFileStoreBlockSize(Path path) throws IOException {
        return inside(path) != null ? 512 : readable(path).getFileStoreBlockSize(out(path));
    }

    @Override
    public boolean isFileStoreReadOnly(Path path) throws IOException {
        return inside(path) != null || readable(path).isFileStoreReadOnly(out(path));
    }

    private FileSystem readable(Path path) throws IOException {
        checkRead(path);
        return host;
    }
}
